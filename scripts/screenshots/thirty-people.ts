import { expect, post, quieten, tell } from './acts.ts'
import type { Actor, Stage } from './stage.ts'

/** Who plays, and what they say before they leave. */
const SAID: readonly (readonly [name: string, text: string])[] = [
  ['amira', 'Good evening, everybody!'],
  ['ben', 'Evening! I brought two friends along.'],
  ['chloe', 'The more the merrier 🎲'],
  ['diego', 'Who is the wizard tonight?'],
  ['elif', 'Me, if nobody minds.'],
  ['finn', 'I go first, then it is *quiet* for the rest of us.'],
  ['greta', 'Same map as last week?'],
  ['hugo', 'No, the one with the two rivers.'],
  ['ines', 'Oh no.'],
  ['jonas', 'I like the rivers.'],
  ['kavya', 'Of course you do, you have the boat.'],
  ['liam', 'Somebody has to.'],
  ['mila', 'Rules as always: three moves, then the next.'],
  ['noah', 'And whoever is away skips.'],
  ['olga', 'Understood.'],
  ['pablo', 'I may have to leave at nine.'],
  ['quinn', 'Then we start with you.'],
  ['rosa', 'Blue team is complete.'],
  ['sami', 'Red team misses one.'],
  ['tara', 'I am here, sorry!'],
  ['ugo', 'Red team is complete.'],
  ['vera', 'Green team wants a rematch for last time.'],
  ['will', 'You will get it.'],
  ['xenia', 'Big words.'],
  ['yara', 'Let us begin.'],
  ['zoe', 'Pablo, your move: `b4` is free.'],
]
const STAYING = new Set(['jonas', 'kavya', 'rosa'])

/** A games evening. */
export async function thirtyPeople(stage: Stage): Promise<void> {
  // What comes from the future is dated back, so the clock of the one who looks is ahead.
  stage.setArrivalTime('2026-05-12T19:10:00Z')
  const nora = await stage.enter('nora')
  const stayed: Actor[] = []
  for (const [minute, [name, text]] of SAID.entries()) {
    stage.setArrivalTime(`2026-05-12T19:${String(2 + Math.floor(minute / 3)).padStart(2, '0')}:00Z`)
    const actor = await stage.enter(name)
    await post(actor, text, 1 + stayed.length)
    if (STAYING.has(name)) stayed.push(actor)
    else {
      await actor.page.context().close()
      await nora.expectOffline(name)
    }
  }
  for (const name of ['leo', 'ada', 'kim']) stayed.push(await stage.enter(name))
  const [jonas, kavya] = stayed
  if (jonas) await tell(jonas, nora, 'May I swap with you after the first round?')
  if (kavya) await tell(kavya, nora, 'Do not let him swap, he only wants your castle 😄')
  await stage.setTime('2026-05-12T19:11:00Z')
  await post(nora, 'Next: Pablo, then Rosa. Good luck!', stayed.length)
  await quieten(nora)
  await nora.expectOnline('kim')
  await expect(nora.page.getByRole('article').last()).toContainText('Good luck')
  await stage.shoot(nora, 'thirty-people', '#/')
}
