import type { Dice } from '../sim/dice.ts'
import type { TestServer } from '../e2e/server.ts'
import type { Plan } from './options.ts'
import type { Person } from './person.ts'
import type { Weather } from './proxy.ts'

/** How often each kind of fault has happened. */
export interface FaultCounts {
  kills: number
  crashes: number
  cuts: number
}

/** What faults befall. */
export interface FaultPorts {
  readonly plan: Plan
  readonly server: TestServer
  readonly people: readonly Person[]
  readonly dice: Dice
  /** Messages that were taken so far. */
  sent(): number
  say(line: string): void
}

/** A fault may lag behind its share of the messages by this many before the talkers wait. */
const LAG = 2

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Spreads the planned faults over the messages. Each kind is a line of its own, so that kinds coincide. */
export function createFaults(ports: FaultPorts): {
  readonly counts: FaultCounts
  /** Up to this many messages may be sent before the faults have kept up. */
  limit(): number
  /** Resolves when all have happened and all is as it should be. */
  run(): Promise<void>
} {
  const { plan, server, people, dice } = ports
  const counts: FaultCounts = { kills: 0, crashes: 0, cuts: 0 }

  async function spread(kind: keyof FaultCounts, fault: (mine: Dice) => Promise<void>): Promise<void> {
    const mine = dice.fork(kind)
    for (let index = 0; index < plan[kind]; index++) {
      const due = (plan.messages * (index + mine.next() * 0.9)) / plan[kind]
      while (ports.sent() < due) await pause(50)
      await fault(mine)
      counts[kind]++
    }
  }

  async function kill(mine: Dice): Promise<void> {
    ports.say(`server: SIGKILL ${counts.kills + 1}`)
    await server.kill()
    await pause(mine.chance(0.3) ? mine.between(1000, 5000) : 0)
    await server.start()
    ports.say('server: back')
    await pause(mine.between(500, 6000))
  }

  async function loseTab(mine: Dice): Promise<void> {
    const there = people.filter((person) => person.tabs().length > 0)
    if (there.length === 0) {
      await pause(500)
      return loseTab(mine)
    }
    const person = mine.pick(there)
    const tab = mine.pick(person.tabs())
    if (mine.chance(0.2)) {
      ports.say(`${tab.label}: reload`)
      await person.reload(tab)
      return loseTab(mine)
    }
    const how = mine.chance(0.6) ? 'crash' : 'close'
    ports.say(`${tab.label}: ${how} ${counts.crashes + 1}`)
    // The next fault does not wait until somebody has come back.
    void person.loseTab(tab, how, mine.chance(0.4) ? mine.between(500, 6000) : 0).catch((error: unknown) => {
      ports.say(`${tab.label}: ${String(error)}`)
    })
    await pause(mine.between(200, 2000))
  }

  async function cut(mine: Dice): Promise<void> {
    const person = mine.pick(people)
    const kind = mine.pick(['reset', 'stall', 'black-hole', 'refuse', 'slow', 'offline', 'offline', 'deaf'])
    const ms = mine.between(300, 8000)
    ports.say(`${person.name}: network ${kind} for ${ms} ms, ${counts.cuts + 1}`)
    const weather = kind === 'slow' ? { delay: mine.between(100, 1500) } : kind
    switch (kind) {
      case 'reset':
        return person.proxy.cut()
      case 'offline':
        await person.setOffline(true)
        await pause(ms)
        return person.setOffline(false)
      case 'deaf': {
        const tabs = person.tabs()
        for (const tab of tabs) await person.setDeaf(tab, true).catch(() => {})
        await pause(ms)
        for (const tab of tabs) await person.setDeaf(tab, false).catch(() => {})
        return
      }
      default:
        person.proxy.set(weather as Weather)
        await pause(ms)
        return person.proxy.set('fair')
    }
  }

  return {
    counts,
    limit: () =>
      Math.min(
        plan.messages,
        ...(['kills', 'crashes', 'cuts'] as const)
          .filter((kind) => counts[kind] < plan[kind])
          .map((kind) => ((counts[kind] + LAG) / plan[kind]) * plan.messages),
      ),
    async run() {
      await Promise.all([spread('kills', kill), spread('crashes', loseTab), spread('cuts', cut)])
    },
  }
}
