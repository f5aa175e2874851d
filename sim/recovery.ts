import type { IdentityKey } from '../protocol/identity-key.ts'
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
export function isMissing(world: World, { name, home }: Person): boolean {
  const account = accountOf(world, name)
  return account !== undefined && account.identityKey !== home.identityKey()
}

/** Whether this browser has lost its name, and nobody is taking it back there. */
export function isLost({ former, heirs }: World, person: Person): boolean {
  return former.includes(person) && heirs.get(person.name) !== person
}

/** Signs in, or takes the name back where it is not of this browser's key. */
export function signInAt(world: World, person: Person, tab: Tab): void {
  const phrase = isLost(world, person) ? undefined : world.phrases.get(person.name)
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

/** Moves back to the browser before, if one stands open, also while the name is being taken back in another one. */
export function comeBack({ former, heirs, phrases }: World, { name }: Person): void {
  const before = former.findLast((person) => person.name === name && person.tabs().length > 0)
  const [tab] = before?.tabs() ?? []
  const phrase = phrases.get(name)
  if (!before || !tab || phrase === undefined) return
  if (!heirs.has(name)) heirs.set(name, before)
  tab.life.deliver(() => tab.recover(phrase))
}

/** The server has given the name to this key. */
export function succeeded({ people, former, heirs, happened }: World, name: UserName, key: IdentityKey): void {
  happened('name taken back')
  const at = people.findIndex((person) => person.name === name)
  const before = people[at]
  // A tab that was suspended may take it where nobody does by now.
  const holder = former.find((person) => person.name === name && person.home.identityKey() === key)
  const after = holder ?? heirs.get(name)
  if (!before || !after) return
  const back = former.indexOf(after)
  if (back >= 0) {
    happened('name taken back where it was lost')
    former.splice(back, 1)
  }
  people[at] = after
  former.push(before)
  if (heirs.get(name) === after) heirs.delete(name)
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
export function watchRecoveries(tell: (name: UserName, key: IdentityKey) => void, watch: VerbWatch): VerbWatch {
  return (verb, input, commit) => {
    const outcome = watch(verb, input, commit)
    if (verb !== 'succeed') return outcome
    const succeeded = outcome as ReturnType<Verbs['succeed']>
    if (succeeded.state === 'succeeded') tell(succeeded.account.name, succeeded.account.identityKey)
    return outcome
  }
}
