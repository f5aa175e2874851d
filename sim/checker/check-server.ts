import type { UserName } from '../../protocol/names.ts'
import type { Verbs } from '../../server/store/store.ts'
import type { VerbWatch } from '../server-store.ts'
import { agreement, browsersOf, type Evidence, hasPost, isHeldNow, isRefused } from './evidence.ts'

type Input<V extends keyof Verbs> = Parameters<Verbs[V]>[0]

/** Judges every transaction of the server at the moment of its commit. */
export function createServerCheck(evidence: () => Evidence): VerbWatch {
  /** Letters that wait, as they were accepted, by their positions. */
  const waiting = new Map<number, { from: UserName; to: UserName; id: Input<'putMail'>['id'] }>()

  /** The key to which each browser sealed the first letter to somebody. */
  const firstKeys = new Map<string, string>()
  /** The fence up to which sessions are of keys that were lost. */
  const lost = new Map<UserName, number>()

  const accountOf = (name: UserName) =>
    evidence()
      .tables.accounts()
      .find((account) => account.name === name)

  function checkFence(verb: string, input: unknown, outcome: unknown): void {
    const { author } = (input ?? {}) as { author?: { name: UserName; fence: number } }
    if (!author) return
    const { state } = outcome as { state: string }
    if (state !== 'superseded' && author.fence <= (lost.get(author.name) ?? -1))
      evidence().fail('I11', `${verb} of ${author.name} went through, with a key that was lost`)
    const account = accountOf(author.name)
    if (state !== 'superseded' && account?.fence !== author.fence)
      evidence().fail(
        'I11',
        `${verb} of ${author.name} with fence ${author.fence} went through, ${account?.fence} is newer`,
      )
  }

  function checkPut({ author, to, id, toDevice, prekeyId }: Input<'putMail'>, position: number | undefined): void {
    const { tables, fail } = evidence()
    if (!tables.letter(author.name, to, id)) return fail('I1', `${id} to ${to} was accepted and is not there`)
    // What a letter is repeated in is not kept: its first bytes are.
    if (position === undefined) return undefined
    waiting.set(position, { from: author.name, to, id })
    if (browsersOf(evidence(), to).some(({ home }) => home.holds(toDevice, prekeyId) === false))
      fail('I12', `${id} to ${to} was accepted for prekey ${prekeyId}, which ${to} does not have`)
    checkAgreed(author.name, to, id)
  }

  /** Nobody seals to a changed key unasked. */
  function checkAgreed(from: UserName, to: UserName, id: string): void {
    const { people, agreed, fail } = evidence()
    const key = accountOf(to)?.identityKey
    const sender = people.find(({ name }) => name === from)
    if (!key || !sender) return
    const line = `${from} ${sender.number} ${to}`
    const first = firstKeys.get(line) ?? key
    firstKeys.set(line, first)
    const isPinned = sender.browser.database.contacts.get(to)?.pinned === key
    if (!isPinned || (key !== first && !agreed.has(agreement(sender, to, key))))
      fail('I12', `${id} is sealed to a key of ${to} to which ${from} has not agreed`)
  }

  function checkAck({ author, positions, proofs }: Input<'ackMail'>): void {
    const me = author.name
    for (const [index, position] of positions.entries()) {
      const letter = waiting.get(position)
      if (letter?.to !== me) continue
      waiting.delete(position)
      const { from, id } = letter
      const isOpened = proofs[index] !== null
      if (isOpened && !isHeldNow(evidence(), me, from, id))
        evidence().fail('I7', `${id} from ${from} was deleted, but ${me} does not hold it`)
      if (!isOpened && !isRefused(evidence(), me, from))
        evidence().fail('I12', `${id} from ${from} was accepted, but ${me} could not open it`)
    }
  }

  function checkCursor({ author }: Input<'ackPosts'>): void {
    const { tables, fail } = evidence()
    const me = author.name
    const account = accountOf(me)
    if (!account) return
    for (const post of tables.posts(0, account.cursor)) {
      if (post.groupSeq <= account.cursor && !hasPost(evidence(), me, post))
        fail('I7', `the cursor of ${me} is past post ${post.groupSeq}, which is not held`)
    }
  }

  function checkStillThere(verb: string): void {
    for (const [key, { from, to, id }] of waiting) {
      const letter = evidence().tables.letter(from, to, id)
      if (letter && !letter.outcome) continue
      waiting.delete(key)
      if (!letter && evidence().restored) continue
      const outcome = letter?.outcome?.outcome
      const due = outcome === 'expired' || (outcome === 'keys-lost' && verb === 'succeed')
      if (!due) evidence().fail('I7', `${id} from ${from} to ${to} vanished by ${verb}, nobody had acked it`)
    }
  }

  return (verb, input, commit) => {
    const [of] = input as [unknown]
    const before = evidence().tables.head()
    const last = verb === 'succeed' ? accountOf((of as Input<'succeed'>).name) : undefined
    const outcome = commit()
    checkFence(verb, of, outcome)
    const { state, position } = (outcome ?? {}) as { state?: string; position?: number }
    if (last && state === 'succeeded') lost.set(last.name, last.fence)
    if (verb === 'putMail' && state === 'stored') checkPut(of as Input<'putMail'>, position)
    if (verb === 'ackMail' && state === 'done') checkAck(of as Input<'ackMail'>)
    if (verb === 'ackPosts' && state === 'moved') checkCursor(of as Input<'ackPosts'>)
    if (verb === 'mailPage' || verb === 'ackMail' || verb === 'sweep' || verb === 'succeed') checkStillThere(verb)
    if (verb === 'post' && evidence().tables.head() > before + 1) evidence().fail('I10', 'a place was left out')
    return outcome
  }
}
