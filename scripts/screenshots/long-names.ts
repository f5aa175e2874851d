import { expectRead, post, quieten, show, tell } from './acts.ts'
import type { Stage } from './stage.ts'

/** Names of the full length and words that fit on no line. */
export async function longNames(stage: Stage): Promise<void> {
  const max = await stage.enter('maximilian-alexander.von_der_aue')
  const ann = await stage.enter('annemarie-christine_brandstetter')
  const sam = await stage.enter('the.one.who.never.stops.talking1')
  await post(sam, 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz', 2)
  await tell(
    max,
    ann,
    'The longest place name that I know is Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch.',
  )
  await tell(ann, max, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2))
  await tell(
    max,
    ann,
    'https://reports.example.org/archive/2026/05/quarterly-results/appendix-b/figures-and-tables-of-all-departments?format=print&orientation=landscape#summary',
  )
  await tell(
    max,
    ann,
    '`sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a089f86d081884c7d659a2feaa0c55ad015`',
  )
  await tell(
    ann,
    max,
    '```\nconst configuration = await loadConfiguration({ directory: process.cwd(), environment: process.env, strict: true })\n```',
  )
  await tell(sam, ann, 'hm'.repeat(60))
  await show(ann, max.name)
  await expectRead(ann, 'loadConfiguration')
  await quieten(ann)
  await stage.shoot(ann, 'long-names')
}
