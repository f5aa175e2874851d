import type { Dice } from '../sim/dice.ts'
import type { Person } from './person.ts'
import type { Accepted } from './verdict.ts'

/** Share of messages that go the whole way by hand. */
const BY_HAND = 0.08

/** What talking needs and whom it tells. */
export interface TalkPorts {
  readonly people: readonly Person[]
  readonly dice: Dice
  /** How many more messages may be sent now; 0 lets the talkers wait for the faults to keep up. */
  allowance(): number
  accepted(line: Accepted): void
  say(line: string): void
}

/** Everybody writes to somebody, in bursts, until the allowance is used up and `over` says so. */
export async function talk(ports: TalkPorts, over: () => boolean): Promise<void> {
  await Promise.all(ports.people.map((person) => talkAs(person, ports, over)))
}

async function talkAs(me: Person, { people, dice, ...ports }: TalkPorts, over: () => boolean): Promise<void> {
  const mine = dice.fork(me.name)
  const others = people.filter((person) => person !== me)
  let order = 0
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  while (!over()) {
    const tabs = me.tabs()
    if (tabs.length === 0 || ports.allowance() <= 0) {
      await pause(50)
      continue
    }
    const tab = mine.pick(tabs)
    const where = mine.chance(0.2) ? 'everyone' : mine.chance(0.04) ? me.name : mine.pick(others).name
    const burst = mine.chance(0.15) ? mine.between(4, 12) : mine.between(1, 3)
    for (let sent = 0; sent < burst && ports.allowance() > 0; sent++) {
      const text = `${me.name} ${++order} ${filler(mine)}`
      const line: Accepted = { from: me.name, conversation: where, text, tab: tab.label, order }
      try {
        const outcome = await tab.send(where, text, mine.chance(BY_HAND))
        if (outcome.accepted) ports.accepted(line)
        else {
          ports.say(`${tab.label} to ${where}, line ${order}: ${outcome.why}`)
          await pause(300)
          break
        }
      } catch (error) {
        // The window died under the hand: whether the line was taken, its history will tell.
        ports.say(`${tab.label} to ${where}, line ${order}: ${String(error).split('\n')[0] ?? ''}`)
        break
      }
    }
    await pause(mine.between(0, 400))
  }
}

function filler(dice: Dice): string {
  const length = dice.chance(0.05) ? dice.between(200, 4000) : dice.between(1, 60)
  const characters = Array.from('long words and 🙂 smiles '.repeat(Math.ceil(length / 24)))
  return characters.slice(0, length).join('').trim()
}
