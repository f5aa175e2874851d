import { describe, expect, it } from 'vitest'
import { bytesToText, textToBytes } from '../../../protocol/bytes.ts'
import type { Post } from '../../../protocol/group.ts'
import type { GroupPage } from '../../../protocol/group.ts'
import { createPerson } from '../../seal/testing/people.ts'
import { UNIVERSAL_SIGNATURE, WEAK_KEYS } from '../../seal/testing/weak-keys.ts'
import { flip, randomText } from '../testing/letters.ts'
import { createFileStage } from '../testing/file-stage.ts'
import { eventually } from '../testing/eventually.ts'
import type { Actor } from '../testing/stage.ts'

// Everyone is relayed in the clear: a server reads it and orders it, but cannot write in anybody's name.

const stage = createFileStage()

interface Scene {
  readonly alice: Actor
  readonly bob: Actor
  readonly carol: Actor
}

/** What bob reads of somebody in Everyone. */
function reads({ bob }: Scene, from: Actor): string[] {
  return bob.messages('everyone').flatMap((message) => (message.from === from.name ? [message.text] : []))
}

/** Changes posts on their way to bob, whether they are pushed or fetched. */
function change({ bob }: Scene, posts: (posts: readonly Post[]) => readonly unknown[]): void {
  bob.server.onFact('group:posted', (fact) => [{ posts: posts(fact.posts) }])
  bob.server.onReply('group:fetch', (page: GroupPage) => ({ ...page, posts: posts(page.posts) }))
}

/** An honest post goes the same way behind the forged one; when it is read, the forged one was dealt with. */
async function readsOnly(of: Scene, ...texts: readonly string[]): Promise<void> {
  of.bob.server.repent()
  await of.alice.say('everyone', 'the end')
  await eventually(() => expect(reads(of, of.alice)).toContain('the end'))
  expect(reads(of, of.alice)).toEqual([...texts, 'the end'])
}

/** Changes one post in passing: it is not shown. */
function tampering(alter: (post: Post, of: Scene) => object): (of: Scene) => Promise<void> {
  return async (of) => {
    reads(of, of.alice)
    await of.alice.say('everyone', 'before')
    await eventually(() => expect(reads(of, of.alice)).toEqual(['before']))
    change(of, (posts) => posts.map((post) => ({ ...post, ...alter(post, of) })))
    await of.alice.say('everyone', 'altered')
    await eventually(() => expect(of.bob.server.sent('group:posted')).toHaveLength(2))
    await readsOnly(of, 'before')
    expect(reads(of, of.carol)).toEqual([])
  }
}

const cases: readonly (readonly [string, (of: Scene) => Promise<void>])[] = [
  ['alters the text of a post', tampering(() => ({ text: 'I owe you' }))],
  ['alters the time of a post', tampering(({ sentAt }) => ({ sentAt: sentAt + 1 }))],
  ['renumbers a post', tampering(({ seq }) => ({ seq: seq + 1 }))],
  ['gives a post another id', tampering(() => ({ id: randomText(16) }))],
  ['gives a post another name', tampering((_, { carol }) => ({ from: carol.name }))],
  [
    'gives a post another name and key',
    tampering((_, { carol }) => ({ from: carol.name, identityKey: carol.bundle().identityKey })),
  ],
  ['strips the signature of a post', tampering(() => ({ signature: bytesToText(new Uint8Array(64)) }))],
  [
    'changes a bit of the signature',
    tampering(({ signature }) => ({ signature: bytesToText(flip(textToBytes(signature), 3)) })),
  ],
  [
    'presents posts under weak keys with the signature that fits all: no schema lets them pass',
    async ({ alice, bob }) => {
      await alice.say('everyone', 'true')
      await eventually(() => expect(bob.server.sent('group:posted')).toHaveLength(1))
      const [post] = bob.server.sent('group:posted')[0]?.posts ?? []
      for (const identityKey of WEAK_KEYS)
        expect(
          bob.server.tell('group:posted', { posts: [{ ...post, identityKey, signature: UNIVERSAL_SIGNATURE }] }),
        ).toBe(false)
    },
  ],
  [
    'signs a post with a key of its own',
    async (of) => {
      const fake = await createPerson(of.alice.name)
      await of.alice.say('everyone', 'true')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['true']))
      of.bob.server.onReply('bundle:fetch', () => ({ bundles: [fake.bundle] }))
      const post = { id: randomText(16), seq: 2, sentAt: 1, text: 'false', from: of.alice.name }
      const signature = await fake.sealer.signPost({ ...post, id: post.id as Post['id'] })
      const groupSeq = (of.bob.server.sent('group:posted')[0]?.posts[0]?.groupSeq ?? 0) + 1
      const posts = [{ ...post, signature, groupSeq, identityKey: fake.sealer.identityKey }]
      of.bob.server.tell('group:posted', { posts })
      await eventually(() => expect(of.bob.contact(of.alice).changed).toEqual({ recovered: false }))
      await eventually(() => expect(of.bob.server.asked('group:ack').at(-1)?.upTo).toBe(groupSeq))
      expect(reads(of, of.alice)).toEqual(['true'])
    },
  ],
  [
    'repeats a post at another place',
    async (of) => {
      await of.alice.say('everyone', 'once')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['once']))
      const [post] = of.bob.server.sent('group:posted')[0]?.posts ?? []
      if (post) change(of, () => [{ ...post, groupSeq: post.groupSeq + 1 }])
      await of.alice.say('everyone', 'replaced')
      await eventually(() => expect(of.bob.server.sent('group:posted')).toHaveLength(2))
      await readsOnly(of, 'once')
    },
  ],
  [
    'pushes posts in the wrong order',
    async (of) => {
      const held: Post[] = []
      of.bob.server.onFact('group:posted', ({ posts }) => {
        held.push(...posts)
        return []
      })
      for (const text of ['one', 'two', 'three']) await of.alice.say('everyone', text)
      await eventually(() => expect(held).toHaveLength(3))
      of.bob.server.tell('group:posted', { posts: held.toReversed() })
      await eventually(() => expect(reads(of, of.alice)).toEqual(['one', 'two', 'three']))
    },
  ],
  [
    'drops a post, which shows as a gap',
    async (of) => {
      await of.alice.say('everyone', 'before')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['before']))
      change(of, (posts) => posts.filter(({ text }) => text !== 'dropped'))
      await of.alice.say('everyone', 'dropped')
      await eventually(() => expect(of.bob.server.sent('group:posted')).toHaveLength(2))
      // Somebody who hides a post must also claim that its place is gone, or the client asks for ever.
      of.bob.server.onReply('group:fetch', (page) => ({ posts: [], first: page.head + 1, head: page.head }))
      await of.alice.say('everyone', 'after')
      await eventually(() => expect(of.bob.server.sent('group:posted')).toHaveLength(3))
      await of.bob.signOut()
      await of.bob.signIn()
      await readsOnly(of, 'before')
      await eventually(() => expect(of.bob.missing('everyone')).toBe(2))
    },
  ],
  [
    'moves the cursor ahead: what is not here is fetched all the same',
    async (of) => {
      await of.alice.say('everyone', 'before')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['before']))
      await of.bob.signOut()
      await of.alice.say('everyone', 'meanwhile')
      of.bob.server.onReply('session:sign-in', (welcome) => ({
        ...welcome,
        group: { head: welcome.group.head, cursor: welcome.group.head },
      }))
      await of.bob.signIn()
      await eventually(() => expect(reads(of, of.alice)).toEqual(['before', 'meanwhile']))
    },
  ],
  [
    'moves the cursor back: nothing is shown twice',
    async (of) => {
      await of.alice.say('everyone', 'once')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['once']))
      await of.bob.signOut()
      of.bob.server.onReply('session:sign-in', (welcome) => ({ ...welcome, group: { head: 0, cursor: 0 } }))
      await of.bob.signIn()
      await readsOnly(of, 'once')
    },
  ],
  [
    'claims a log without end: the client does not ask for ever',
    async (of) => {
      await of.alice.say('everyone', 'true')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['true']))
      const head = Number.MAX_SAFE_INTEGER
      of.bob.server.onCommand('group:fetch', ({ after }) => ({ value: { posts: [], first: after + 1, head } }))
      const [post] = of.bob.server.sent('group:posted')[0]?.posts ?? []
      const before = of.bob.server.asked('group:fetch').length
      of.bob.server.tell('group:posted', { posts: [{ ...post, groupSeq: head }] })
      await eventually(() => expect(of.bob.server.asked('group:fetch')).toHaveLength(before + 1))
      await of.bob.signOut()
      await of.bob.signIn()
      await readsOnly(of, 'true')
      expect(of.bob.server.asked('group:fetch').length).toBeLessThan(before + 8)
    },
  ],
  [
    'is honest, while a member takes the id of another member for a post of its own',
    async (of) => {
      await of.alice.say('everyone', 'mine')
      await eventually(() => expect(reads(of, of.alice)).toEqual(['mine']))
      const [mine] = of.bob.server.sent('group:posted')[0]?.posts ?? []
      if (!mine) throw new Error('nothing was posted')
      const carol = await of.carol.keys()
      const theirs = { id: mine.id, seq: 1, sentAt: 1, text: 'covered up' }
      const signature = await carol.signPost({ ...theirs, from: of.carol.name })
      expect(await of.carol.server.ask('group:post', { ...theirs, signature })).toMatchObject({ ok: true })
      await eventually(() => expect(of.bob.server.sent('group:posted')).toHaveLength(2))
      await readsOnly(of, 'mine')
      await eventually(() => expect(of.alice.messages('everyone').map(({ text }) => text)).toContain('mine'))
    },
  ],
]

describe('a server that', () => {
  it.each(cases)('%s', async (_, attack) => {
    const [alice, bob, carol] = await stage.cast(['alice', 'bob', 'carol'])
    bob.messages('everyone')
    await attack({ alice, bob, carol })
  })
})
