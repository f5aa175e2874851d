import { beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../protocol/group.ts'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { MessageId } from '../../protocol/ids.ts'
import { createPerson, eachByteChanged, messageId, type TestPerson } from './testing/people.ts'
import { UNIVERSAL_SIGNATURE, WEAK_KEYS } from './testing/weak-keys.ts'

let alice: TestPerson
let bob: TestPerson
let post: Post

beforeAll(async () => {
  ;[alice, bob] = await Promise.all([createPerson('alice'), createPerson('bob')])
  const unsigned = { from: alice.name, id: messageId(1), seq: 1, sentAt: 1_700_000_000_000, text: 'hello' }
  const signature = await alice.sealer.signPost(unsigned)
  post = { ...unsigned, signature, groupSeq: 5, identityKey: alice.sealer.identityKey }
})

describe('posts', () => {
  it('verify for everybody', async () => {
    expect(await bob.sealer.verifyPost(post)).toBe(true)
  })

  it('do not with anything changed', async () => {
    const changed: Post[] = [
      ...eachByteChanged(post.signature).map((signature) => ({ ...post, signature })),
      ...eachByteChanged(post.id).map((id) => ({ ...post, id: id as MessageId })),
      ...eachByteChanged(post.identityKey).map((key) => ({ ...post, identityKey: key as IdentityKey })),
      ...Array.from(post.text, (_, at) => ({ ...post, text: `${post.text.slice(0, at)}X${post.text.slice(at + 1)}` })),
      { ...post, text: `${post.text} ` },
      { ...post, seq: 2 },
      { ...post, sentAt: post.sentAt + 1 },
      { ...post, from: bob.name },
      { ...post, identityKey: bob.sealer.identityKey },
    ]
    for (const each of changed) expect(await bob.sealer.verifyPost(each), JSON.stringify(each)).toBe(false)
  })

  it.each(WEAK_KEYS)('do not under the weak key %s', async (weak) => {
    for (let seq = 1; seq <= 32; seq++) {
      const forged = { ...post, seq, identityKey: weak as IdentityKey, signature: UNIVERSAL_SIGNATURE }
      expect(await bob.sealer.verifyPost(forged)).toBe(false)
    }
  })
})
