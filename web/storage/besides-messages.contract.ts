import { describe, expect, it } from 'vitest'
import type { IdentityKey } from '../../protocol/identity-key.ts'
import type { Contact } from '../chat/messages.ts'
import { bob, carol, composed, idOf } from './fixtures.ts'
import type { StorageExam } from './storage.contract.ts'

const pinned = 'the first' as IdentityKey
const bundle = {
  name: bob,
  identityKey: pinned,
  prekey: { id: 1, key: '', signature: '' },
  recovery: null,
  lineage: [],
}
const contact: Contact = { name: bob, pinned, older: [], bundle, changed: null, verified: null, blocked: false }

/** The part of the exam that is about contacts, notes and the end; see `storageContract`. */
export function besidesMessages(name: string, open: () => Promise<StorageExam>): void {
  describe(`${name} besides messages`, () => {
    it('begins empty', async () => {
      const { storage } = await open()
      expect(await storage.groupCursor()).toEqual({ place: 0, era: 0, after: 0 })
      expect(await storage.summaries()).toEqual([])
      expect(await storage.contacts()).toEqual([])
      expect(await storage.message(idOf(1))).toBeUndefined()
    })

    it('keeps the latest note of a conversation', async () => {
      const { storage, reopen } = await open()
      await storage.saveNote({ id: 'everyone', draft: 'a', readAt: 1, muted: false })
      await storage.saveNote({ id: 'everyone', draft: 'b', readAt: 2, muted: true })
      expect(await (await reopen()).notes()).toEqual([{ id: 'everyone', draft: 'b', readAt: 2, muted: true }])
    })

    it('changes of a note the parts that are named, and never back what was read', async () => {
      const { storage, reopen } = await open()
      const other = await reopen()
      await storage.saveNote({ id: bob, readAt: 2 })
      await Promise.all([other.saveNote({ id: bob, draft: 'a' }), storage.saveNote({ id: bob, muted: true })])
      await other.saveNote({ id: bob, readAt: 1 })
      expect(await storage.notes()).toEqual([{ id: bob, draft: 'a', readAt: 2, muted: true }])
    })

    it('changes a contact by what is stored, whichever tab has stored it', async () => {
      const { storage, reopen } = await open()
      const other = await reopen()
      expect(await storage.changeContact(bob, (stored) => stored ?? contact)).toEqual(contact)
      const older = (key: string) => (stored?: Contact) =>
        stored && { ...stored, older: [...stored.older, key as IdentityKey] }
      await Promise.all([other.changeContact(bob, older('a')), storage.changeContact(bob, older('b'))])
      const [changed] = await (await reopen()).contacts()
      expect(changed?.older.toSorted()).toEqual(['a', 'b'])
      expect(await other.changeContact(bob, () => undefined)).toEqual(changed)
      expect(await other.changeContact(carol, () => undefined)).toBeUndefined()
      expect(await storage.contacts()).toEqual([changed])
    })

    it('throws `closed` after close, and only there', async () => {
      const { storage, reopen } = await open()
      const other = await reopen()
      storage.close()
      await expect(storage.compose([composed(1, bob)])).rejects.toMatchObject({ problem: 'closed' })
      await expect(storage.unsettled()).rejects.toMatchObject({ problem: 'closed' })
      expect(await other.compose([composed(1, bob)])).toHaveLength(1)
    })
  })
}
