import type { History } from './history.ts'
import type { Person } from './person.ts'
import { judge, judgeMarks, type Accepted, type Breach } from './verdict.ts'

/** How long everything may take to arrive once nothing stands in its way, milliseconds. */
const HEALING = 180_000

/** Every person's history, one after the other, from the first window that answers. */
async function readAll(people: readonly Person[]): Promise<History[]> {
  const histories: History[] = []
  for (const person of people) histories.push(await readOne(person))
  return histories
}

async function readOne(person: Person): Promise<History> {
  for (;;) {
    for (const tab of person.tabs()) {
      const history = await tab.history().catch(() => undefined)
      if (history) return history
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** In the middle of everything: whatever one person's page calls delivered must be there. */
export async function probe(writer: Person, people: readonly Person[]): Promise<Breach[]> {
  const written = await readOne(writer)
  return judgeMarks(written, await readAll(people.filter((person) => person !== writer)))
}

/** Waits until the pages show that all is well, or for as long as healing may take; what is still wrong then. */
export async function heal(
  people: readonly Person[],
  accepted: readonly Accepted[],
  say: (line: string) => void,
): Promise<{ breaches: Breach[]; histories: History[]; ms: number }> {
  const begun = performance.now()
  for (const person of people) {
    person.proxy.set('fair')
    await person.setOffline(false)
    await person.whole()
  }
  for (;;) {
    const histories = await readAll(people)
    const breaches = judge(histories, accepted)
    const ms = performance.now() - begun
    if (breaches.length === 0 || ms > HEALING) return { breaches, histories, ms }
    const open = breaches.filter(({ fault }) => fault === 'lost' || fault === 'unsettled').length
    say(`healing: ${breaches.length} not well, ${open} of them on their way`)
    // What time does not heal.
    if (open === 0) return { breaches, histories, ms }
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
}
