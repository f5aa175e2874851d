import { describe, expect, it } from 'vitest'
import { bytes32, deviceOf, identityKeyOf, messageId, prekeyOf, signatureText } from '../testing/fixtures.ts'
import { account, ack, ann, begin, bob, enter, OFF, put } from './contract-people.ts'
import type { Store } from './store.ts'

/** Which keys stored mail needs, and what becomes of it when they are lost. */
export function keysContract(open: () => Promise<{ store: Store; reopen?: () => Promise<Store> }>): void {
  describe('keys and the mail for them', () => {
    it('retires a prekey when a newer one is current and no mail needs it', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      await put(store, a, bob, 1)
      expect(await store.retirePrekey({ name: bob, id: 1 })).toBe(false)
      await store.publishPrekey({ author: b, prekey: prekeyOf('bob', 2) })
      expect(await store.retirePrekey({ name: bob, id: 1 })).toBe(false)
      await put(store, a, bob, 2, { prekeyId: 2 })
      await put(store, a, bob, 3, { prekeyId: 2 })
      await ack(store, b, [2])
      expect(await store.retirePrekey({ name: bob, id: 1 })).toBe(false)
      await ack(store, b, [1])
      expect(await store.retirePrekey({ name: bob, id: 1 })).toBe(true)
      await store.publishPrekey({ author: b, prekey: prekeyOf('bob', 3) })
      expect(await store.retirePrekey({ name: bob, id: 2 })).toBe(false)
      await ack(store, b, [3])
      expect(await store.retirePrekey({ name: bob, id: 2 })).toBe(true)
      expect(await store.retirePrekey({ name: bob, id: 3 })).toBe(false)
    })

    it('answers for the prekeys of the new key after a recovery, though their ids begin again', async () => {
      const { store } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      await store.publishPrekey({ author: b, prekey: prekeyOf('bob', 5) })
      const recovery = { key: bytes32('r'), endorsement: signatureText('r') }
      await store.setRecovery({ author: b, recovery })
      await put(store, a, bob, 1, { prekeyId: 5 })
      const [from, to] = [identityKeyOf('bob'), identityKeyOf('bob2')]
      const succession = { from, recovery, to, signature: signatureText('s') }
      const device = deviceOf('bob2')
      await store.succeed({
        name: bob,
        succession,
        nextEndorsement: signatureText('n'),
        prekey: prekeyOf('bob2'),
        device,
        at: 5,
        revision: 5,
      })
      const again = await begin(store, bob, 'bob2')
      await put(store, a, bob, 2, { device })
      await store.publishPrekey({ author: again, prekey: prekeyOf('bob2', 2) })
      expect(await store.retirePrekey({ name: bob, id: 1 })).toBe(false)
      await ack(store, again, [2], { at: 6 })
      expect(await store.retirePrekey({ name: bob, id: 1 })).toBe(true)
    })

    it('settles mail for a lost device at a recovery and takes it resealed', async () => {
      const { store, reopen } = await open()
      const [a, b] = [await enter(store, ann), await enter(store, bob)]
      const recovery = { key: bytes32('r'), endorsement: signatureText('r') }
      await store.setRecovery({ author: b, recovery })
      await put(store, a, bob, 1)
      const succession = {
        from: identityKeyOf('bob'),
        recovery,
        to: identityKeyOf('bob2'),
        signature: signatureText('s'),
      }
      const succeed = {
        name: bob,
        succession,
        nextEndorsement: signatureText('n'),
        prekey: prekeyOf('bob2'),
        at: 5,
        revision: 5,
      }
      const other = { ...succession, recovery: { ...recovery, key: bytes32('another phrase') } }
      const refused = await store.succeed({ ...succeed, succession: other, device: deviceOf('bob2') })
      expect(refused).toEqual({ state: 'changed' })
      const outcome = await store.succeed({ ...succeed, device: deviceOf('bob2') })
      const receipt = { to: bob, id: messageId(1), outcome: { outcome: 'keys-lost' } }
      expect(outcome).toMatchObject({ state: 'succeeded', receipts: [{ sender: ann, receipt }] })
      expect(await store.succeed({ ...succeed, device: deviceOf('bob2') })).toEqual({ state: 'changed' })
      expect((await store.setBlocked({ author: b, other: ann, blocked: true })).state).toBe('superseded')
      expect(await put(store, a, bob, 1)).toEqual({ state: 'settled', receipt })
      await begin(store, bob, 'bob2')
      const after = reopen ? await reopen() : store
      expect(await account(after, bob)).toMatchObject({
        lineage: [succession],
        device: deviceOf('bob2'),
        recovery: { key: recovery.key, endorsement: signatureText('n') },
      })
      const resealed = {
        author: a,
        to: bob,
        id: messageId(1),
        toDevice: deviceOf('bob2'),
        prekeyId: 1,
        at: 9,
        caps: OFF,
      }
      expect(await after.putMail({ ...resealed, envelope: new Uint8Array(300) })).toMatchObject({ state: 'stored' })
    })
  })
}
