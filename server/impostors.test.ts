import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseName, type UserName } from '../protocol/names.ts'
import type { SignIn } from '../protocol/session.ts'
import { authStatement, prekeyStatement } from '../protocol/statements.ts'
import { createPerson, type Person } from './testing/client.ts'
import { createWorld, ORIGIN, type World } from './testing/world.ts'

// Who wants to pass for somebody else meets the real admission: every attempt has a fresh connection and a true signature.

const TAKEN = ['alice', 'limes11', 'morning_0', 'bob.smith', 'rolf-80']

/** Characters that look like one of ours, from Unicode's confusables and the blocks that NFKC folds. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'аɑα𝐚ａⓐàA',
  b: 'Ьƅ𝐛ｂⓑB',
  c: 'сϲⅽ𝐜ｃC',
  e: 'еℯ𝐞ｅéE',
  f: 'ꞙ𝐟ｆF',
  g: 'ɡց𝐠ｇG',
  h: 'һհ𝐡ｈH',
  i: 'іıⅰ𝐢ｉI1l|',
  l: 'ӏⅼ𝐥ｌL1iI|',
  m: 'ⅿ𝐦ｍM',
  n: 'ո𝐧ｎN',
  o: 'оοօ𝐨ｏO0',
  r: 'гꮁ𝐫ｒR',
  s: 'ѕ𝐬ｓS',
  t: 'т𝐭ｔT',
  '0': 'o𝟎０Oо',
  '1': 'l𝟏１iI',
  '8': '𝟖８',
  '-': '‐–_.－',
  _: '-.＿',
  '.': '_-．',
}
const UNSEEN = [
  '\u200B',
  '\u200D',
  '\u2060',
  '\uFEFF',
  '\u00AD',
  '\u202E',
  '\u0301',
  '\uFE0F',
  ' ',
  '\u00A0',
  '\u3164',
  '',
]

async function withTaken(): Promise<{ world: World; owners: Person[] }> {
  const world = await createWorld()
  const owners = await Promise.all(TAKEN.map((name) => createPerson(name)))
  for (const owner of owners) await world.connect().signIn(owner)
  return { world, owners }
}

/** Claims a name as a client that is not ours would: with true signatures over whatever the name is. */
async function claim({ connect }: World, by: Person, name: string): Promise<string> {
  const line = connect()
  const { nonce } = line
  const payload = await by.signIn({ nonce, origin: ORIGIN })
  const [signed, { id, key }] = [name as UserName, payload.prekey]
  const answer = await line.ask('session:sign-in', {
    ...payload,
    name,
    prekey: { id, key, signature: await by.sign(prekeyStatement({ name: signed, id, key })) },
    signature: await by.sign(authStatement({ origin: ORIGIN, name: signed, nonce })),
  })
  line.drop()
  return answer.ok ? 'accepted' : answer.error.kind
}

/** One character or more of a taken name changed for something that looks the same. */
const confusable = fc.constantFrom(...TAKEN).chain((name) => {
  const parts = Array.from(name).map((char) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(char) },
      { weight: 1, arbitrary: fc.constantFrom(...Array.from(LOOKALIKES[char] ?? char)) },
      { weight: 1, arbitrary: fc.constantFrom(...UNSEEN).map((unseen) => char + unseen) },
    ),
  )
  return fc.tuple(...parts).map((chars) => chars.join(''))
})

describe('impostors', () => {
  it.each([
    ['in capitals', 'ALICE'],
    ['in full width', 'ａｌｉｃｅ'],
    ['in mathematical bold', '𝐚𝐥𝐢𝐜𝐞'],
    ['with a Cyrillic letter', 'аlice'],
    ['with a zero-width space', 'ali\u200Bce'],
    ['turned around', '\u202Eecila'],
    ['with space around', ' alice '],
    ['with an accent', 'alicé'],
    ['with a digit', 'a1ice'],
    ['with two strokes for one', 'rnorning_0'],
    ['with a letter for a digit', 'morning_o'],
    ['without its dot', 'bobsmith'],
    ['with a dash for its dot', 'bob-smith'],
    ['reserved', 'support'],
    ['reserved, with a letter for two', 'systern'],
    ['reserved, with a digit', 'adm1n'],
  ])('are refused %s', async (_, name) => {
    const { world } = await withTaken()
    expect(await claim(world, await createPerson('thief'), name)).toMatch(/bad-payload|name-taken|name-lookalike/)
  })

  it('is a fair test: the same claim of a free name is accepted', async () => {
    const { world } = await withTaken()
    expect(await claim(world, await createPerson('thief'), 'zoe')).toBe('accepted')
  })

  it('are refused 10,000 times over generated lookalikes, as typed and as the page would send them', async () => {
    const { world } = await withTaken()
    const thief = await createPerson('thief')
    const outcomes = new Map<string, number>()
    for (const typed of fc.sample(confusable, { numRuns: 10_000, seed: 7 })) {
      const parsed = parseName(typed)
      for (const name of new Set([typed, parsed.ok ? parsed.name : typed])) {
        const outcome = await claim(world, thief, name)
        if (outcome === 'accepted') throw new Error(`accepted: ${JSON.stringify(name)}`)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    }
    for (const kind of ['bad-payload', 'name-taken', 'name-lookalike'])
      expect(outcomes.get(kind), kind).toBeGreaterThan(100)
  })

  it('are refused 10,000 times with sign-ins that they heard', async () => {
    const { world, owners } = await withTaken()
    const heard: SignIn[] = []
    for (const owner of owners) {
      for (let session = 0; session < 4; session++) {
        const line = world.connect()
        const payload = await owner.signIn({ nonce: line.nonce, origin: ORIGIN })
        expect(await line.ask('session:sign-in', payload)).toMatchObject({ ok: true })
        heard.push(payload)
      }
    }
    const fences = async () => (await world.store.load()).accounts.map(({ name, fence }) => `${name} ${fence}`)
    const before = await fences()
    const kinds = new Set<string>()
    for (let round = 0; round < 500; round++) {
      const answers = await Promise.all(
        heard.map((payload) => {
          const line = world.connect()
          return line.ask('session:sign-in', payload).finally(() => line.drop())
        }),
      )
      for (const answer of answers) kinds.add(answer.ok ? 'accepted' : answer.error.kind)
    }
    expect([...kinds]).toEqual(['bad-signature'])
    expect(await fences()).toEqual(before)
  })
})
