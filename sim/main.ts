import { parseArgs } from 'node:util'
import { inOwnTurn } from './drain.ts'
import { makePlan } from './make-plan.ts'
import { runHistory } from './run-history.ts'

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, seed: { type: 'string' } },
})

async function main(): Promise<void> {
  const from = Number(values.seed ?? 1)
  const count = Number(values.seeds ?? 1)
  const begun = performance.now()
  let messages = 0
  let events = 0
  let bad = 0
  const kinds = new Map<string, number>()
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await inOwnTurn(() => runHistory(makePlan(seed), count === 1 ? console.log : undefined))
    messages += outcome.messages
    events += outcome.events
    const [first] = outcome.violations
    if (first) {
      bad++
      kinds.set(first.invariant, (kinds.get(first.invariant) ?? 0) + 1)
      if (bad <= 10)
        console.log(`seed ${seed}: ${first.invariant} ${first.what.split('\n').slice(0, 3).join(' ').slice(0, 300)}`)
    }
  }
  const seconds = (performance.now() - begun) / 1000
  console.log({
    cpuMs: process.cpuUsage().user / 1000 / count,
    count,
    bad,
    kinds,
    messages: messages / count,
    events: events / count,
    perSecond: count / seconds,
  })
}
void main()
