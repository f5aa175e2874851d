import { createServer } from 'node:net'
import { chromium } from '@playwright/test'
import { startServer } from '../e2e/server.ts'
import { findBrowser } from '../scripts/browser.ts'
import { createDice } from '../sim/dice.ts'
import type { Diary } from './diary.ts'
import { createFaults, type FaultCounts } from './faults.ts'
import { heal, probe } from './heal.ts'
import type { Plan } from './options.ts'
import { createPerson, type Person } from './person.ts'
import { talk } from './talk.ts'
import type { Accepted, Breach } from './verdict.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy']
/** Between two looks at marks while faults go on, milliseconds. */
const PROBE_EVERY = 20_000

/** What a run came to. */
export interface Outcome {
  readonly messages: number
  /** Texts in all histories together: each written one and each read one. */
  readonly shown: number
  readonly counts: FaultCounts
  readonly probes: number
  readonly breaches: readonly Breach[]
  /** What pages threw. */
  readonly errors: readonly string[]
  readonly seconds: number
  readonly healingSeconds: number
}

/** Server, browser and people; talk under faults; healing; the verdict. */
export async function run(plan: Plan, diary: Diary): Promise<Outcome> {
  const begun = performance.now()
  const dice = createDice(plan.seed, 'chaos')
  const port = await freePort()
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('no Chromium: npx playwright install chromium')
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ['--disable-background-networking', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const errors: string[] = []
  const failed = (error: string) => {
    errors.push(error)
    diary.show(`page error: ${error}`)
  }
  const people: Person[] = []
  for (const [index, name] of NAMES.slice(0, plan.people).entries()) {
    const of = { name, windows: index < 2 ? 2 : 1, browser, target: () => port }
    people.push(await createPerson(of, { say: diary.say, failed }))
  }
  const origins = [`http://127.0.0.1:${port}`, ...people.map(({ proxy }) => proxy.origin)]
  // Whoever was away for a while finds a full box, which is a failure that is shown: not what is looked for here.
  const limits = ['--puts-per-second', '0', '--mail-per-sender', '0', '--mail-per-box', '0']
  const server = await startServer(['--origin', origins.join(','), ...limits], port)
  for (const person of people) await person.whole()
  diary.show(`${people.length} people, server on ${server.url}`)

  const accepted: Accepted[] = []
  const ports = { plan, server, people, dice, sent: () => accepted.length, say: diary.say }
  const faults = createFaults(ports)
  const breaches: Breach[] = []
  let probes = 0
  let quiet = false

  async function look(): Promise<void> {
    const mine = dice.fork('probes')
    for (let due = performance.now() + PROBE_EVERY; !quiet; await pause(100)) {
      if (performance.now() < due) continue
      breaches.push(...(await probe(mine.pick(people), people)))
      probes++
      due = performance.now() + PROBE_EVERY
    }
  }
  const progress = setInterval(() => {
    const { kills, crashes, cuts } = faults.counts
    const waiting = people.filter((person) => person.tabs().length === 0).map(({ name }) => name)
    diary.show(
      `${accepted.length} messages, ${kills} kills, ${crashes} tabs lost, ${cuts} cuts, ${probes} looks` +
        (waiting.length > 0 ? `, away: ${waiting.join(' ')}` : ''),
    )
  }, 10_000)

  const looking = look()
  const talking = talk(
    {
      people,
      dice,
      say: diary.say,
      allowance: () => faults.limit() - accepted.length,
      accepted(line) {
        accepted.push(line)
        diary.say(`${line.tab} to ${line.conversation}, line ${line.order}: accepted`)
      },
    },
    () => accepted.length >= plan.messages,
  )
  await Promise.all([talking, faults.run()])
  quiet = true
  await looking
  clearInterval(progress)
  diary.show('healing')
  const healed = await heal(people, accepted, diary.show)
  for (const person of people) await person.close()
  await browser.close()
  await server.release()
  return {
    messages: accepted.length,
    shown: healed.histories.flatMap(({ conversations }) => [...conversations.values()].flat()).length,
    counts: faults.counts,
    probes,
    breaches: [...breaches, ...healed.breaches],
    errors,
    seconds: (performance.now() - begun) / 1000,
    healingSeconds: healed.ms / 1000,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A port for the server, which must be known before it starts: it is told the addresses of its proxies. */
async function freePort(): Promise<number> {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  const address = holder.address()
  await new Promise((resolve) => holder.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
