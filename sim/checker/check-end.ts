import type { UserName } from '../../protocol/names.ts'
import type { Tables } from '../../server/store/tables.ts'
import { isSettled } from '../../web/chat/delivery.ts'
import { isOwn, type ConversationId, type Message } from '../../web/chat/messages.ts'
import { outgoingKey } from '../../web/storage/rows.ts'
import type { Person } from '../person.ts'
import { type Evidence, isHeld, isRefused } from './evidence.ts'
import { rankOf } from './progress.ts'

const messagesOf = (person: Person) => [...person.browser.database.rows.values()].map((row) => row.message)

/** A note of what was read that was refused goes again behind the next message, if there is one. */
const isFailed = (message: Message | undefined) =>
  message !== undefined && isOwn(message) && message.delivery.state === 'failed'

const cursorOf = (tables: Tables, name: UserName) =>
  tables.accounts().find((account) => account.name === name)?.cursor ?? tables.head()

const waitingFor = (tables: Tables, name: UserName) =>
  [...tables.waiting()].filter(({ recipient }) => recipient === name)

/** Whether nothing is on its way any more: the end may be judged. */
export function isQuiet({ people, tables }: Evidence): boolean {
  return people.every(
    ({ name, browser: { database }, tabs }) =>
      [...database.unsettled].every((key) => isFailed(database.rows.get(key)?.message)) &&
      cursorOf(tables, name) === tables.head() &&
      waitingFor(tables, name).length === 0 &&
      tables.untold(name, 0, 1).length === 0 &&
      tabs().every((tab) => tab.chat.session.get().state === 'signedIn'),
  )
}

/** I2 and I9: everything accepted is delivered or visibly failed for a reason, and nothing lies about. */
function checkSettled(evidence: Evidence, person: Person, mayFail: (message: Message) => boolean): void {
  const { name } = person
  for (const message of messagesOf(person)) {
    if (!isOwn(message)) continue
    const { id, conversation, delivery } = message
    if (!isSettled(delivery)) evidence.fail('I9', `${id} of ${name} to ${conversation} is still ${delivery.state}`)
    if ((delivery.state === 'failed' || delivery.state === 'expired') && !mayFail(message))
      evidence.fail('I2', `${id} of ${name} to ${conversation} is ${JSON.stringify(delivery)} for no reason`)
    const direct = conversation !== 'everyone' && conversation !== name
    if (direct && delivery.state === 'delivered' && !isHeld(evidence, conversation, name, id))
      evidence.fail('I6', `${id} of ${name} says delivered, but ${conversation} does not hold it`)
  }
  for (const { sender, position } of waitingFor(evidence.tables, name))
    evidence.fail('I9', `${evidence.tables.letterAt(position)?.id} from ${sender} is left in the mailbox of ${name}`)
  for (const { recipient, id } of evidence.tables.untold(name, 0, 99))
    evidence.fail('I9', `${name} was not told what became of ${id} to ${recipient}`)
}

/** I5: of what was delivered, nothing is missing between the first and the last. */
function checkGaps(evidence: Evidence, person: Person): void {
  for (const { from, conversation, message, person: sender } of evidence.composed.values()) {
    if (conversation !== person.name || isRefused(evidence, person.name, from)) continue
    // What was in a lost browser is not owed; what the server took from it is, by I7.
    if (evidence.former.includes(sender)) continue
    const now = sender.browser.database.rows.get(outgoingKey(message.id))?.message
    const settled = now && isOwn(now) && (now.delivery.state === 'failed' || now.delivery.state === 'expired')
    if (!settled && !isHeld(evidence, person.name, from, message.id))
      evidence.fail('I5', `${person.name} misses ${message.id} of ${from}`)
  }
}

/** I10: the order of Everyone is the log's, for each member. */
function checkGroup(evidence: Evidence, person: Person): void {
  const { name, tabs } = person
  const log = evidence.tables.posts(0, Number.MAX_SAFE_INTEGER)
  if (cursorOf(evidence.tables, name) !== evidence.tables.head())
    evidence.fail('I9', `${name} has not acked Everyone up to ${evidence.tables.head()}`)
  // Sent again after its place has expired, a post gets a second one; who had it keeps the first.
  const trimmed = (evidence.tables.firstPlace() ?? 1) > 1
  const isPlacedTwice = (id: Message['id']) => trimmed && evidence.retried.has(id)
  // What one posted before a recovery has its place, and its text is elsewhere.
  const isElsewhere = (id: Message['id']) => {
    const post = evidence.composed.get(id)
    return post?.from === name && post.person !== person
  }
  const expected = log.filter(
    ({ from, id }) => !isRefused(evidence, name, from) && !isPlacedTwice(id) && !isElsewhere(id),
  )
  for (const tab of tabs()) {
    const shown = tab.shown.get('everyone')?.messages ?? []
    const placed = shown.filter(
      (message) =>
        !isPlacedTwice(message.id) &&
        ((message.kind === 'incoming-post' && !isRefused(evidence, name, message.from)) ||
          (message.kind === 'outgoing-post' && message.delivery.state === 'posted')),
    )
    const order = placed.map(({ id }) => id)
    const wanted = expected.map(({ id }) => id)
    // Trimmed posts stay with those who have them.
    const tail = order.slice(Math.max(0, order.length - wanted.length))
    if (evidence.restored) {
      // Lost posts stand among these, and those that were posted again may stand where they stood before.
      for (const id of wanted)
        if (!order.includes(id)) evidence.fail('I10', `${tab.label} does not show ${id}, which is in the log`)
    } else if (tail.join() !== wanted.join() && !evidence.zombies)
      evidence.fail('I10', `${tab.label} shows Everyone as ${order.join(' ')}, the log is ${wanted.join(' ')}`)
  }
}

/** I5: what somebody posted, everybody has, also if the server has lost it. */
function checkPosts(evidence: Evidence, { name }: Person): void {
  for (const { from, conversation, message, person: author } of evidence.composed.values()) {
    if (conversation !== 'everyone' || from === name || !evidence.restored) continue
    const now = author.browser.database.rows.get(outgoingKey(message.id))?.message
    // Who came later than a post is not owed it.
    const others = now && isOwn(now) && now.delivery.state === 'posted' ? now.delivery.of : 0
    if (others >= evidence.people.length - 1 && !isHeld(evidence, name, from, message.id))
      evidence.fail('I5', `${name} misses post ${message.id} of ${from}`)
  }
}

/** What every tab shows is what is stored, no older and no newer. */
function checkTabs(evidence: Evidence, person: Person): void {
  const { name, tabs } = person
  const byConversation = new Map<ConversationId, Message[]>()
  for (const message of messagesOf(person)) {
    if (message.type !== 'text') continue
    byConversation.set(message.conversation, [...(byConversation.get(message.conversation) ?? []), message])
  }
  for (const tab of tabs()) {
    const { state } = tab.chat.session.get()
    if (state !== 'signedIn') evidence.fail('I11', `${tab.label} is ${state} and not signed in`)
    for (const [conversation, stored] of byConversation) {
      const shown = new Map(
        (tab.shown.get(conversation)?.messages ?? []).map((message) => [`${message.from} ${message.id}`, message]),
      )
      for (const message of stored) {
        const eye = shown.get(`${message.from} ${message.id}`)
        // A woken tab may die before it tells what it stored; who leads by then shows it after a reload.
        if (!eye && evidence.zombies) continue
        if (!eye) evidence.fail('I2', `${tab.label} does not show ${message.id} of ${message.from}, which ${name} has`)
        else if (isOwn(message) && isOwn(eye) && rankOf(message.delivery) !== rankOf(eye.delivery))
          evidence.fail(
            'I8',
            `${tab.label} shows ${message.id} as ${eye.delivery.state}, it is ${message.delivery.state}`,
          )
      }
    }
  }
}

/** Judges the world after everything was mended. */
export function checkEnd(evidence: Evidence, mayFail: (message: Message) => boolean): void {
  for (const person of evidence.people) {
    checkSettled(evidence, person, mayFail)
    checkGaps(evidence, person)
    checkGroup(evidence, person)
    checkPosts(evidence, person)
    checkTabs(evidence, person)
  }
  for (const { tabs } of evidence.former)
    for (const { label, chat } of tabs())
      if (chat.session.get().state === 'signedIn')
        evidence.fail('I11', `${label} is signed in with a key that was lost`)
}
