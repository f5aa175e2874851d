import type { History, Said } from './history.ts'

/** A line that a composer took. Lines of one tab are numbered in the order in which they were sent. */
export interface Accepted {
  readonly from: string
  readonly conversation: string
  readonly text: string
  readonly tab: string
  readonly order: number
}

/** What must never be. */
export type Fault = 'lost' | 'doubled' | 'disordered' | 'invented' | 'untrue' | 'unsettled'

/** One breach, told so that it can be looked up. */
export interface Breach {
  readonly fault: Fault
  readonly what: string
}

function saidIn(history: History | undefined, conversation: string): readonly Said[] {
  return history?.conversations.get(conversation) ?? []
}

/** Where a reader finds what a writer said: with the writer's name, or in Everyone. */
function roomOf(reader: string, writer: string, conversation: string): string {
  return conversation === 'everyone' || reader === writer ? conversation : writer
}

function readersOf(histories: readonly History[], writer: string, conversation: string): History[] {
  return histories.filter(({ name }) => name !== writer && (conversation === 'everyone' || name === conversation))
}

/** Everything that must hold once faults are over and all is quiet. */
export function judge(histories: readonly History[], accepted: readonly Accepted[]): Breach[] {
  const breaches = histories.flatMap((history) => [...judgeOne(history), ...judgeWriter(history, histories)])
  const byName = new Map(histories.map((history) => [history.name, history]))
  for (const line of accepted)
    if (!saidIn(byName.get(line.from), line.conversation).some(({ text }) => text === line.text))
      breaches.push({ fault: 'lost', what: `${line.from} does not have its own "${label(line.text)}"` })
  for (const history of histories) breaches.push(...judgeTabs(history, accepted))
  return [...breaches, ...judgeGroup(histories)]
}

/** What must hold at any moment: whatever `writer` shows as delivered was held by its reader; read the writer first. */
export function judgeMarks(writer: History, readers: readonly History[]): Breach[] {
  const breaches: Breach[] = []
  for (const [conversation, messages] of writer.conversations) {
    if (conversation === writer.name) continue
    const others = readersOf(readers, writer.name, conversation)
    const held = others.map(({ conversations }) => {
      const room = conversations.get(conversation === 'everyone' ? conversation : writer.name) ?? []
      return new Set(room.map(({ id }) => id))
    })
    for (const { id, text, delivery } of messages) {
      const claimed = delivery?.state === 'delivered' ? 1 : delivery?.state === 'posted' ? delivery.delivered : 0
      const having = held.filter((ids) => ids.has(id)).length
      if (claimed > having)
        breaches.push({
          fault: 'untrue',
          what: `${writer.name} shows "${label(text)}" as delivered to ${claimed} in ${conversation}, ${having} have it`,
        })
    }
  }
  return breaches
}

function label(text: string): string {
  return text.slice(0, 40)
}

/** Nothing twice, and nothing of one's own left undone. */
function judgeOne({ name, conversations }: History): Breach[] {
  const breaches: Breach[] = []
  for (const [conversation, messages] of conversations) {
    const seen = new Set<string>()
    for (const { id, from, text, delivery } of messages) {
      const where = `"${label(text)}" of ${from} in ${conversation} at ${name}`
      for (const key of [`id ${from} ${id}`, `text ${from} ${text}`]) {
        if (seen.has(key)) breaches.push({ fault: 'doubled', what: `${where}: the same ${key.split(' ')[0]}` })
        seen.add(key)
      }
      const done =
        delivery?.state === 'delivered' || (delivery?.state === 'posted' && delivery.delivered >= delivery.of)
      if (delivery && !done) breaches.push({ fault: 'unsettled', what: `${where} is ${JSON.stringify(delivery)}` })
    }
  }
  return breaches
}

/** What one wrote is with everybody it is for, unchanged and in the same order; and nothing is that one did not write. */
function judgeWriter(writer: History, histories: readonly History[]): Breach[] {
  const breaches: Breach[] = [...judgeMarks(writer, histories)]
  for (const reader of histories) {
    if (reader.name === writer.name) continue
    for (const conversation of ['everyone', reader.name]) {
      const room = roomOf(reader.name, writer.name, conversation)
      const written = saidIn(writer, conversation).filter(({ from }) => from === writer.name)
      const read = saidIn(reader, room).filter(({ from }) => from === writer.name)
      const original = new Map(written.map((message) => [message.id, message.text]))
      const arrived = new Set(read.map(({ id }) => id))
      for (const { id, text } of written)
        if (!arrived.has(id))
          breaches.push({ fault: 'lost', what: `"${label(text)}" of ${writer.name} is not at ${reader.name}` })
      for (const { id, text } of read)
        if (original.get(id) !== text)
          breaches.push({ fault: 'invented', what: `"${label(text)}" at ${reader.name}, not by ${writer.name}` })
      const common = written.filter(({ id }) => arrived.has(id)).map(({ id }) => id)
      const place = read.filter(({ id }) => original.has(id)).findIndex(({ id }, index) => id !== common[index])
      if (place !== -1)
        breaches.push({ fault: 'disordered', what: `of ${writer.name} at ${reader.name} in ${room}, place ${place}` })
    }
  }
  return breaches
}

/** What one tab sent stands in the order in which it was sent, for whoever reads it. */
function judgeTabs(history: History, accepted: readonly Accepted[]): Breach[] {
  const orders = new Map(accepted.map((line) => [`${line.from} ${line.conversation} ${line.text}`, line]))
  const breaches: Breach[] = []
  for (const [room, messages] of history.conversations) {
    const last = new Map<string, number>()
    for (const { from, text } of messages) {
      const conversation = room === 'everyone' || from === history.name ? room : history.name
      const line = orders.get(`${from} ${conversation} ${text}`)
      if (!line) continue
      if (line.order < (last.get(line.tab) ?? 0))
        breaches.push({ fault: 'disordered', what: `"${label(text)}" of tab ${line.tab} at ${history.name}` })
      last.set(line.tab, line.order)
    }
  }
  return breaches
}

/** Everybody sees Everyone in one order. */
function judgeGroup(histories: readonly History[]): Breach[] {
  const [first, ...others] = histories
  if (!first) return []
  const places = new Map(saidIn(first, 'everyone').map(({ id }, place) => [id, place]))
  return others.flatMap((other) => {
    const seen = saidIn(other, 'everyone').flatMap(({ id }) => places.get(id) ?? [])
    const at = seen.findIndex((place, index) => place < (seen[index - 1] ?? -1))
    return at === -1 ? [] : [{ fault: 'disordered', what: `Everyone at ${other.name} and ${first.name}, place ${at}` }]
  })
}
