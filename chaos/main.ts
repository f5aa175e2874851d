import { build } from 'vite'
import { readOrExplain } from '../scripts/command-line.ts'
import { openDiary } from './diary.ts'
import { parsePlan } from './options.ts'
import { run } from './run.ts'
import type { Fault } from './verdict.ts'

const FAULTS: readonly Fault[] = ['lost', 'doubled', 'disordered', 'invented', 'untrue', 'unsettled']

const plan = readOrExplain(() => parsePlan(process.argv.slice(2)))
const diary = openDiary(plan.log)
diary.show(`seed ${plan.seed}: ${JSON.stringify(plan)}`)
await build({ logLevel: 'warn' })
const outcome = await run(plan, diary)

const { counts } = outcome
diary.show('')
diary.show(`messages ${outcome.messages}, texts in all histories ${outcome.shown}`)
diary.show(`server SIGKILLs ${counts.kills}, tabs lost ${counts.crashes}, network cuts ${counts.cuts}`)
diary.show(FAULTS.map((fault) => `${fault} ${outcome.breaches.filter((of) => of.fault === fault).length}`).join(', '))
diary.show(`looks at marks meanwhile ${outcome.probes}, page errors ${outcome.errors.length}`)
diary.show(
  `${outcome.seconds.toFixed(0)} s, healing ${outcome.healingSeconds.toFixed(1)} s, seed ${plan.seed}, log ${plan.log}`,
)
for (const { fault, what } of outcome.breaches.slice(0, 50)) diary.show(`${fault}: ${what}`)
await diary.close()
process.exitCode = outcome.breaches.length + outcome.errors.length > 0 ? 1 : 0
