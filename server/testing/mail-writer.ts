import { openSqliteStore } from '../store/sqlite.ts'
import { deviceOf, identityKeyOf, messageId, prekeyOf, userName } from './fixtures.ts'

// Writes mail without end and prints how many letters, from the first on, are acked. To be killed by a test.

const [file = '', round = ''] = process.argv.slice(2)
const store = await openSqliteStore(file, (reason) => {
  throw new Error(reason)
})
const bob = userName('bob')
const identityKey = identityKeyOf('bob')
const prekey = prekeyOf('bob')
await store.claim({ name: bob, identityKey, device: deviceOf('bob'), prekey, at: 1, revision: 1 })
const begun = await store.beginSession({ name: bob, identityKey, prekey, at: 1, revision: 1 })
if (begun.state !== 'begun') throw new Error(begun.state)
const author = { name: bob, fence: begun.account.fence }
const caps = { perSender: 0, perBox: 0, boxBytes: 0 }

let next = 0
let acked = 0
async function write(): Promise<void> {
  for (;;) {
    const batch = Array.from({ length: 16 }, () => next++)
    await Promise.all(
      batch.map((id) =>
        store.putMail({
          author,
          to: bob,
          id: messageId(`${round}/${id}`),
          toDevice: deviceOf('bob'),
          prekeyId: 1,
          envelope: new Uint8Array(422),
          at: id,
          caps,
        }),
      ),
    )
    acked = batch[0] === acked ? acked + batch.length : acked
    process.stdout.write(`${acked}\n`)
  }
}
await write()
