import { act } from './act.ts'
import { advance } from './advance.ts'
import { checkEnd } from './checker/check-end.ts'
import type { Violation } from './checker/evidence.ts'
import { isRefused } from './checker/evidence.ts'
import { createCryptoQueue, type CryptoQueue } from './crypto-queue.ts'
import type { Plan } from './plan.ts'
import type { Message } from '../web/chat/messages.ts'
import { mend, settle } from './settle.ts'
import type { Note } from './trace.ts'
import type { Trouble } from './troubles.ts'
import { createWorld, type World } from './world.ts'

/** How a history went. */
export interface Outcome {
  readonly violations: readonly Violation[]
  /** Messages that people wrote. */
  readonly messages: number
  readonly events: number
  /** Virtual milliseconds. */
  readonly lasted: number
  /** What really went wrong on the way. */
  readonly troubles: readonly Trouble[]
}

/** Plays a plan to its end or its first violation. Only outside of a microtask. */
export function runHistory(plan: Plan, note?: Note): Outcome {
  const { done, value } = history(plan, note, undefined).next()
  if (!done) throw new Error('a history with stand-in sealing waits for nothing')
  return value
}

/** The same with the sealing that ships; each step of it is played in a turn of its own. */
export function runSealedHistory(plan: Plan, note?: Note): Promise<Outcome> {
  const crypto = createCryptoQueue()
  const play = history(plan, note, crypto)
  return new Promise((resolve, reject) => {
    const go = () => {
      if (crypto.isWorking()) return void setImmediate(go)
      try {
        const { done, value } = play.next()
        if (done) resolve(value)
        else setImmediate(go)
      } catch (error) {
        reject(error)
      }
    }
    setImmediate(go)
  })
}

/** Yields whenever cryptography of other threads has to be waited for. */
function* history(plan: Plan, note: Note | undefined, crypto: CryptoQueue | undefined): Generator<void, Outcome> {
  let now = () => 0
  const world = createWorld(
    plan,
    note && ((text) => note(`${(now() / 1000).toFixed(3).padStart(8)} s ${text}`)),
    crypto,
  )
  now = world.scheduler.now
  const rejected = (error: unknown) => world.fail('crash', error instanceof Error ? (error.stack ?? '') : String(error))
  process.on('unhandledRejection', rejected)
  try {
    begin(world)
    yield* advance(world, plan.end)
    mend(world)
    yield* settle(world)
    for (const name of world.heirs.keys()) world.fail('I11', `${name} did not get the name back`)
    if (world.violations.length === 0) checkEnd(world.evidence, (message) => mayFail(world, message))
    if (world.violations.length === 0) checkAccepted(world)
  } catch (error) {
    rejected(error)
  } finally {
    process.off('unhandledRejection', rejected)
  }
  return {
    violations: world.violations,
    messages: world.accepted.length,
    events: world.scheduler.taken(),
    lasted: world.scheduler.now(),
    troubles: [...world.troubles],
  }
}

/** Everybody opens the page; the steps of the plan wait for their time. */
function begin(world: World): void {
  const { plan, people, scheduler } = world
  people.forEach((person, index) => {
    for (let count = plan.tabs[index] ?? 1; count > 0; count--)
      scheduler.after(10 + scheduler.now() + 200 * world.dice.next(), () => person.openTab().signIn('resume'))
  })
  for (const step of plan.steps)
    scheduler.after(step.at, () => {
      world.note?.(`${step.deed.do}: ${JSON.stringify(step.deed)}`)
      act(world, step.deed)
    })
}

/** Whether a message may have failed for good. */
function mayFail({ plan, evidence }: World, message: Message): boolean {
  if (!('delivery' in message)) return false
  const { conversation, from, delivery } = message
  if (delivery.state === 'expired') return plan.steps.some(({ deed }) => deed.do === 'turn-clock')
  return conversation !== 'everyone' && isRefused(evidence, conversation, from)
}

/** I2: what a page said it accepted is there. */
function checkAccepted({ accepted, evidence, fail }: World): void {
  const count = new Map<string, number>()
  for (const { from, conversation, message } of evidence.composed.values()) {
    const key = `${from} ${conversation} ${message.text}`
    count.set(key, (count.get(key) ?? 0) + 1)
  }
  for (const { from, to, text } of accepted) {
    const key = `${from} ${to} ${text}`
    const left = (count.get(key) ?? 0) - 1
    count.set(key, left)
    if (left < 0) fail('I2', `${from} was told that "${text}" to ${to} was accepted, and it was not stored`)
  }
}
