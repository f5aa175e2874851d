import type { UserName } from '../protocol/names.ts'
import type { Verbs } from '../server/store/store.ts'
import { agreement } from './checker/evidence.ts'
import type { Person } from './person.ts'
import type { VerbWatch } from './server-store.ts'
import type { Tab } from './tab.ts'
import type { World } from './world.ts'

/** Where somebody is now: in the browser that is taking the name back, if there is one. */
export function personOf({ people, heirs }: World, index: number): Person {
  const person = people[index]
  if (!person) throw new RangeError(`nobody is number ${index}`)
  return heirs.get(person.name) ?? person
}

/** Every browser that is of any use: those of the names, and those that are taking one back. */
export function browsersInUse({ people, heirs }: World): readonly Person[] {
  return people.map((person) => heirs.get(person.name) ?? person)
}

const accountOf = ({ serverStorage }: World, name: UserName) =>
  serverStorage.tables.accounts().find((account) => account.name === name)

/** Whether this browser has to take the name back before it signs in. */
export function isMissing(world: World, { name, number, home }: Person): boolean {
  return number > 1 && accountOf(world, name)?.identityKey !== home.identityKey()
}

/** Signs in, or takes the name back where it is not of this browser's key. */
export function signInAt(world: World, person: Person, tab: Tab): void {
  const phrase = world.former.includes(person) ? undefined : world.phrases.get(person.name)
  if (isMissing(world, person) && phrase !== undefined) tab.recover(phrase)
  else tab.signIn('resume')
}

/** Writes a phrase down, unless there is one, and deposits it. */
export function setPhrase({ phrases }: World, { name }: Person, { chat }: Tab): void {
  if (chat.session.get().state !== 'signedIn') return
  const words = phrases.get(name)
  const written = words === undefined ? chat.newPhrase() : Promise.resolve(words)
  void written.then((phrase) => {
    if (!phrases.has(name)) phrases.set(name, phrase)
    return chat.setRecovery(phrases.get(name) ?? phrase)
  })
}

/** Moves to another browser, if the server has the phrase's key. */
export function recover(world: World, person: Person, before: 'gone' | 'open'): void {
  const { name } = person
  if (!world.phrases.has(name) || !accountOf(world, name)?.recovery || world.heirs.has(name)) return
  if (before === 'gone') for (const { life } of person.tabs()) life.kill()
  const heir = world.moveIn(person)
  world.heirs.set(name, heir)
  signInAt(world, heir, heir.openTab())
}

/** The server has given the name to whoever is taking it back. */
export function succeeded({ people, former, heirs, happened }: World, name: UserName): void {
  happened('name taken back')
  const heir = heirs.get(name)
  const at = people.findIndex((person) => person.name === name)
  const before = people[at]
  if (!heir || !before) return
  people[at] = heir
  former.push(before)
  heirs.delete(name)
}

/** Agrees to the key that somebody has now. */
export function agree({ happened, evidence }: World, person: Person, tab: Tab, whose: UserName): void {
  // Where nobody takes a name back, nobody looks.
  if (evidence.former.length === 0 || whose === person.name) return
  tab.life.deliver(() => {
    const { changed, keyToCompare } = tab.chat.contact(whose).get()
    if (!changed || !keyToCompare) return
    evidence.agreed.add(agreement(person, whose, keyToCompare))
    happened('changed key accepted')
    void tab.chat.acceptKey(whose)
  })
}

/** A verb watch that also tells of each name that was taken back. */
export function watchRecoveries(tell: (name: UserName) => void, watch: VerbWatch): VerbWatch {
  return (verb, input, commit) => {
    const outcome = watch(verb, input, commit)
    if (verb !== 'succeed') return outcome
    const { state, account } = outcome as ReturnType<Verbs['succeed']> & { account?: { name: UserName } }
    if (state === 'succeeded' && account) tell(account.name)
    return outcome
  }
}
