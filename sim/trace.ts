import type { Message } from '../web/chat/messages.ts'
import type { VerbWatch } from './server-store.ts'
import type { StorageWatch } from './tab-storage.ts'
import type { Person } from './person.ts'

/** Hears what happens, for a history that is read by people. */
export type Note = (text: string) => void

/** Writes that say little. */
const DULL: ReadonlySet<string> = new Set(['load', 'mailPage', 'receiptPage', 'postPage', 'ownPosts'])

const short = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => {
    if (part instanceof Uint8Array) return `${part.length} bytes`
    if (key === 'caps' || key === 'signature' || key === 'proof' || key === 'envelope') return undefined
    if (part instanceof Set) return Array.from<unknown>(part)
    return typeof part === 'string' && part.length > 22 ? part.slice(0, 22) : part
  }) ?? ''

/** A verb watch that also notes each transaction of the server. */
export function noteVerbs(note: Note, watch: VerbWatch): VerbWatch {
  return (verb, input, commit) => {
    const outcome = watch(verb, input, commit)
    if (!DULL.has(verb)) {
      const { state } = (outcome ?? {}) as { state?: string }
      note(`  server ${verb} ${short(input)} ${state ?? ''}`)
    }
    return outcome
  }
}

const messageToText = (message: Message): string =>
  `${message.id} "${message.text}" ${message.type} #${message.seq} of ${message.from} in ${message.conversation}`

/** A storage watch that also notes what a browser stores. */
export function noteStorage(note: Note, person: Person, watch: StorageWatch): StorageWatch {
  return {
    composed(messages, tab) {
      for (const message of messages) note(`  ${tab} composes ${messageToText(message)}`)
      watch.composed(messages, tab)
    },
    moved(changes, commit) {
      for (const { id, delivery } of changes) note(`  ${person.name} stores ${id} as ${short(delivery)}`)
      return watch.moved(changes, commit)
    },
    received(messages) {
      for (const message of messages) note(`  ${person.name} receives ${messageToText(message)}`)
      watch.received(messages)
    },
    repeated: watch.repeated,
    failed(problem) {
      note(`  ${person.name} cannot store: ${problem}`)
      watch.failed(problem)
    },
  }
}
