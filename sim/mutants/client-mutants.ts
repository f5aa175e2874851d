import type { Mutant } from './mutant.ts'

const INBOX = 'web/chat/inbox.ts'
const PUMP = 'web/chat/lane-pump.ts'
const OUTBOX = 'web/chat/outbox.ts'
const POSTS_IN = 'web/chat/posts-in.ts'
const MEMORY = 'web/storage/memory.ts'

const RECEIVE = 'const fresh = messages.length > 0 ? await storage.receive(messages) : []'

/** Bugs of the client core. */
export const CLIENT_MUTANTS: readonly Mutant[] = [
  {
    name: 'the answer to a letter goes under the number of the one behind it',
    edits: [{ file: 'web/chat/mailbox.ts', find: 'session.set(first + index,', put: 'session.set(first + index + 1,' }],
  },
  {
    name: 'inbox acks before it commits',
    edits: [
      {
        file: INBOX,
        find: RECEIVE,
        put: `for (const [{ arrived, outer }, result] of opened)
          if (typeof result === 'object' && 'kind' in result)
            arrived.answer({ verdict: 'held', id: outer.id, proof: result.proof })
        ${RECEIVE}`,
      },
    ],
  },
  {
    name: 'inbox shows before it commits',
    edits: [{ file: INBOX, find: RECEIVE, put: `ports.shown(messages)\n    ${RECEIVE}` }],
  },
  {
    name: 'no check whether a message was seen',
    edits: [{ file: MEMORY, find: 'if (database.rows.has(row.key)) return false', put: '' }],
  },
  {
    name: 'messages with a text that is there already are taken for repetitions',
    edits: [
      {
        file: MEMORY,
        find: 'write(() => messages.filter((message) => addRow(database, messageToRow(message))))',
        put: `write(() => messages.filter((message) =>
          ![...database.rows.values()].some((row) => row.message.from === message.from && row.message.text === message.text)
          && addRow(database, messageToRow(message))))`,
      },
    ],
  },
  {
    name: 'a message is stored when it is handed to the server',
    edits: [
      {
        file: PUMP,
        find: "log.apply(entry, { type: 'putStarted' })",
        put: "log.apply(entry, { type: 'putStarted' }); log.apply(entry, { type: 'stored', at: 0 })",
      },
    ],
  },
  {
    name: 'a message is delivered when it is handed to the channel',
    edits: [
      {
        file: PUMP,
        find: "log.apply(entry, { type: 'sentToPeer' })",
        put: "log.apply(entry, { type: 'peerAcked', at: 0, ms: 0 })",
      },
    ],
  },
  {
    name: 'nobody gives up on the ack of a peer',
    edits: [
      { file: PUMP, find: "entry.cancelAckWait = clock.after(timeout, () => fallBack(lane, 'no-ack'))", put: '' },
      { file: OUTBOX, find: "const sent = entriesIn(lane, 'sentDirect')", put: 'const sent: LaneEntry[] = []' },
    ],
  },
  {
    name: 'a server that does not answer has refused',
    edits: [
      {
        file: PUMP,
        find: "const reason = kind === 'no-answer' ? undefined : REFUSALS[kind]",
        put: "const reason = kind === 'no-answer' ? 'refused' : REFUSALS[kind]",
      },
    ],
  },
  {
    name: 'the outbox begins empty',
    edits: [
      { file: 'web/chat/leader.ts', find: 'outgoing.send(unsettled)', put: 'void unsettled' },
      { file: 'web/chat/outbox-sweep.ts', find: 'ports.found(messages)', put: '' },
    ],
  },
  {
    name: 'a seq is given twice',
    edits: [
      {
        file: MEMORY,
        find: 'database.seqs.set(composed.conversation, seq)',
        put: 'if (seq % 3) database.seqs.set(composed.conversation, seq)',
      },
    ],
  },
  {
    name: 'a page says accepted before the message is stored',
    edits: [
      {
        file: 'web/chat/submit.ts',
        find: 'at.send(await compose(of, { ...ports, storage: at.resident.storage }))',
        put: 'void compose(of, { ...ports, storage: at.resident.storage }).then((composed) => at.send(composed), () => {})',
      },
    ],
  },
  {
    name: 'states go back when an ack times out late',
    edits: [
      {
        file: 'web/chat/delivery.ts',
        find: "return delivery.state === 'storing' ? { state: 'queued' } : delivery",
        put: "return { state: 'queued' }",
      },
      {
        file: PUMP,
        find: "log.apply(entry, { type: 'stored', at: clock.wallTime() })",
        put: "{ log.apply(entry, { type: 'stored', at: clock.wallTime() }); clock.after(3000, () => log.apply(entry, { type: 'serverLost' })) }",
      },
    ],
  },
  {
    name: 'the cursor of Everyone moves to the newest post',
    edits: [{ file: POSTS_IN, find: 'const upTo = Math.max(cursor,', put: 'const upTo = Math.max(head, cursor,' }],
  },
  {
    name: 'posts are acked before they are stored',
    edits: [{ file: POSTS_IN, find: '      const upTo = cursor\n', put: '      const upTo = head\n' }],
  },
  {
    name: 'posts that overtook others are applied',
    edits: [{ file: POSTS_IN, find: 'post.groupSeq === cursor + 1 + index', put: 'post.groupSeq > cursor + index' }],
  },
  {
    name: 'a talk is shown in the order of clocks',
    edits: [
      {
        file: 'web/chat/order.ts',
        find: 'count.toSorted((a, b) => a.seq - b.seq)',
        put: 'count.toSorted((a, b) => a.sentAt - b.sentAt)',
      },
    ],
  },
  {
    name: 'Everyone is shown in the order of clocks',
    edits: [
      {
        file: 'web/chat/order.ts',
        find: "if (conversation === 'everyone') return messages.toSorted(comparePlaces)",
        put: "if (conversation === 'everyone') return messages.toSorted((a, b) => a.sentAt - b.sentAt)",
      },
    ],
  },
  {
    name: 'old prekeys are destroyed without asking',
    edits: [
      { file: 'web/chat/prekey-rotation.ts', find: 'if (answer.ok && answer.value.retired)', put: 'if (answer.ok)' },
    ],
  },
  {
    name: 'a changed key is taken unasked',
    edits: [
      {
        file: 'web/chat/contacts.ts',
        find: 'changed: { key: bundle.identityKey, recovered },',
        put: 'pinned: bundle.identityKey, changed: null,',
      },
    ],
  },
  {
    name: 'the session does not come back by itself',
    edits: [
      {
        file: 'web/chat/session-state.ts',
        find: "{ state: 'connecting', attempt: session.attempt, persistent: true, loss: session.loss }",
        put: 'session',
      },
    ],
  },
]
