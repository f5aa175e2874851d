import type { UserName } from '../../protocol/names.ts'
import type { Verbs } from '../../server/store/store.ts'
import type { VerbWatch } from '../server-store.ts'
import { type Evidence, hasPost, isHeld, isRefused } from './evidence.ts'

type Input<V extends keyof Verbs> = Parameters<Verbs[V]>[0]

/** Judges every transaction of the server at the moment of its commit. */
export function createServerCheck(evidence: () => Evidence): VerbWatch {
  /** Letters that wait, as they were accepted, by their positions. */
  const waiting = new Map<number, { from: UserName; to: UserName; id: Input<'putMail'>['id'] }>()

  function checkFence(verb: string, input: unknown, outcome: unknown): void {
    const { author } = (input ?? {}) as { author?: { name: UserName; fence: number } }
    if (!author) return
    const { state } = outcome as { state: string }
    const account = evidence()
      .tables.accounts()
      .find(({ name }) => name === author.name)
    if (state !== 'superseded' && account?.fence !== author.fence)
      evidence().fail(
        'I11',
        `${verb} of ${author.name} with fence ${author.fence} went through, ${account?.fence} is newer`,
      )
  }

  function checkPut({ author, to, id, prekeyId }: Input<'putMail'>, position: number | undefined): void {
    const { people, tables, fail } = evidence()
    if (!tables.letter(author.name, to, id)) return fail('I1', `${id} to ${to} was accepted and is not there`)
    // What a letter is repeated in is not kept: its first bytes are.
    if (position === undefined) return undefined
    waiting.set(position, { from: author.name, to, id })
    if (people.find(({ name }) => name === to)?.home.holds(prekeyId) === false)
      fail('I12', `${id} to ${to} was accepted for prekey ${prekeyId}, which ${to} does not have`)
  }

  function checkAck({ author, positions, proofs }: Input<'ackMail'>): void {
    const me = author.name
    for (const [index, position] of positions.entries()) {
      const letter = waiting.get(position)
      if (letter?.to !== me) continue
      waiting.delete(position)
      const { from, id } = letter
      const isOpened = proofs[index] !== null
      if (isOpened && !isHeld(evidence(), me, from, id))
        evidence().fail('I7', `${id} from ${from} was deleted, but ${me} does not hold it`)
      if (!isOpened && !isRefused(evidence(), me, from))
        evidence().fail('I12', `${id} from ${from} was accepted, but ${me} could not open it`)
    }
  }

  function checkCursor({ author }: Input<'ackPosts'>): void {
    const { tables, fail } = evidence()
    const me = author.name
    const account = tables.accounts().find(({ name }) => name === me)
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
      const due = letter?.outcome?.outcome === 'expired' || letter?.outcome?.outcome === 'keys-lost'
      if (!due) evidence().fail('I7', `${id} from ${from} to ${to} vanished by ${verb}, nobody had acked it`)
    }
  }

  return (verb, input, commit) => {
    const [of] = input as [unknown]
    const before = evidence().tables.head()
    const outcome = commit()
    checkFence(verb, of, outcome)
    const { state, position } = (outcome ?? {}) as { state?: string; position?: number }
    if (verb === 'putMail' && state === 'stored') checkPut(of as Input<'putMail'>, position)
    if (verb === 'ackMail' && state === 'done') checkAck(of as Input<'ackMail'>)
    if (verb === 'ackPosts' && state === 'moved') checkCursor(of as Input<'ackPosts'>)
    if (verb === 'mailPage' || verb === 'ackMail' || verb === 'sweep' || verb === 'succeed') checkStillThere(verb)
    if (verb === 'post' && evidence().tables.head() > before + 1) evidence().fail('I10', 'a place was left out')
    return outcome
  }
}
