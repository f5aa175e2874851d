import type { UserName } from '../../protocol/names.ts'
import type { Contacts } from './contacts.ts'
import type { ConversationNote } from './messages.ts'
import type { CommandResult } from './ports/server-link.ts'
import type { Storage } from './ports/storage.ts'

/** Whom this person does not want to hear from: kept here, and told to the server so that it takes nothing from them. */
export interface Blocks {
  block(name: UserName, blocked: boolean): Promise<void>
  /** A server connection is up: do what waited for it, and tell what it may not have heard. Rejects when storage fails. */
  welcomed(): Promise<void>
}

/** Creates it; the leader tab has one. What is blocked here holds whatever the server does. */
export function createBlocks(ports: {
  readonly contacts: Contacts
  readonly storage: Storage
  readonly notes: readonly ConversationNote[]
  tell(name: UserName, blocked: boolean): Promise<CommandResult<'block:set'>>
}): Blocks {
  const { contacts, storage } = ports
  /** Decided, but not known to have reached the server; at the beginning every block, which may be older than its memory. */
  const untold = new Set(contacts.all().flatMap(({ name, blocked }) => (blocked ? [name] : [])))

  /** To be blocked once the server says who they are; who decided it has noted it. */
  const unknown = new Set(ports.notes.flatMap(({ id, toBlock }) => (toBlock && id !== 'everyone' ? [id] : [])))
  const isBlocked = (name: UserName) => contacts.get(name)?.blocked ?? unknown.has(name)

  async function tell(name: UserName): Promise<void> {
    const blocked = isBlocked(name)
    const answer = await ports.tell(name, blocked)
    if (answer.ok && isBlocked(name) === blocked) untold.delete(name)
  }

  async function block(name: UserName, blocked: boolean): Promise<void> {
    unknown.delete(name)
    if (blocked) unknown.add(name)
    await contacts.learn([name], false)
    // Perhaps decided otherwise meanwhile.
    if (unknown.has(name) !== blocked) return
    if (contacts.get(name)) {
      unknown.delete(name)
      await contacts.block(name, blocked)
      await storage.saveNote({ id: name, toBlock: false })
    }
    untold.add(name)
    await tell(name)
  }

  return {
    block,
    async welcomed() {
      for (const name of [...unknown]) await block(name, true)
      for (const name of [...untold]) await tell(name)
    },
  }
}
