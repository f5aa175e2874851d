import type { VerbWatch } from './server-store.ts'
import type { StorageWatch } from './tab-storage.ts'
import type { Verbs } from '../server/store/store.ts'

/** Everything that histories are to be troubled by. Each is counted where it really came up, not where it was planned. */
export const TROUBLES = [
  'net slowed',
  'net cut',
  'net black hole',
  'channels cut',
  'channels half open',
  'no way between peers',
  'signals lost',
  'message out of order',
  'message twice',
  'server killed',
  'server died before a commit',
  'server died after a commit',
  'server died between two calls',
  'server restarted',
  'server restored from a backup',
  'server disk slowed',
  'disk slowed',
  'write failed: disk full',
  'write failed: no storage',
  'tab killed',
  'tab killed at an await',
  'tab closed',
  'tab suspended',
  'computer slept',
  'lead taken over',
  'signed out',
  'clock turned',
  'prekey renewed',
  'prekey destroyed',
  'letter for an old prekey',
  'mailbox full',
  'mail expired',
  'posts expired',
  'caught up with Everyone',
  'somebody refused',
  'name taken back',
  'name taken back where it was lost',
  'changed key accepted',
  'mail to lost keys',
] as const

/** A kind of trouble. */
export type Trouble = (typeof TROUBLES)[number]

/** Hears that it came up. */
export type Happened = (trouble: Trouble) => void

type Reply<V extends keyof Verbs> = ReturnType<Verbs[V]>

/** Looks at what a transaction of the server says about its history. */
function troubleOf(verb: keyof Verbs, outcome: unknown): Trouble | undefined {
  switch (verb) {
    case 'beginSession': {
      const begun = outcome as Reply<'beginSession'>
      return begun.state === 'begun' && (begun.account.prekey?.id ?? 0) > 1 ? 'prekey renewed' : undefined
    }
    case 'retirePrekey':
      return outcome === true ? 'prekey destroyed' : undefined
    case 'putMail': {
      const { state } = outcome as Reply<'putMail'>
      if (state === 'mailbox-full') return 'mailbox full'
      if (state === 'stale-bundle') return 'letter for an old prekey'
      return state === 'blocked' ? 'somebody refused' : undefined
    }
    case 'succeed': {
      const succeeded = outcome as Reply<'succeed'>
      return succeeded.state === 'succeeded' && succeeded.receipts.length > 0 ? 'mail to lost keys' : undefined
    }
    case 'postPage':
      return (outcome as Reply<'postPage'>).posts.length > 0 ? 'caught up with Everyone' : undefined
    case 'sweep':
      return (outcome as Reply<'sweep'>).receipts.length > 0 ? 'mail expired' : undefined
    default:
      return undefined
  }
}

/** A verb watch that also counts. `firstPlace`: the oldest post that is kept. */
export function countVerbs(happened: Happened, firstPlace: () => number | undefined, watch: VerbWatch): VerbWatch {
  return (verb, input, commit) => {
    const before = firstPlace()
    const outcome = watch(verb, input, commit)
    const trouble = troubleOf(verb, outcome)
    if (trouble) happened(trouble)
    if (verb === 'sweep' && firstPlace() !== before) happened('posts expired')
    return outcome
  }
}

/** A storage watch that also counts. */
export function countStorage(happened: Happened, watch: StorageWatch): StorageWatch {
  const newest = new Map<string, number>()
  return {
    ...watch,
    received(messages) {
      for (const { from, conversation, seq } of messages) {
        const line = `${from} ${conversation}`
        const last = newest.get(line) ?? 0
        if (seq !== last + 1) happened('message out of order')
        newest.set(line, Math.max(last, seq))
      }
      watch.received(messages)
    },
    repeated: () => happened('message twice'),
    failed: (problem) =>
      happened(problem === 'quota-exceeded' ? 'write failed: disk full' : 'write failed: no storage'),
  }
}
