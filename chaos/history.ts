import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import * as v from 'valibot'

const Delivery = v.variant('state', [
  v.object({ state: v.picklist(['queued', 'sentDirect', 'storing', 'stored', 'posting', 'expired']) }),
  v.object({ state: v.literal('delivered'), way: v.string() }),
  v.object({ state: v.literal('failed'), reason: v.string() }),
  v.object({ state: v.literal('posted'), groupSeq: v.number(), delivered: v.number(), of: v.number() }),
])

const Said = v.object({ id: v.string(), from: v.string(), text: v.string(), delivery: v.optional(Delivery) })

const HistoryFile = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    name: v.string(),
    conversations: v.array(v.object({ conversation: v.string(), messages: v.array(Said) })),
  }),
)

/** A message as its reader or writer has it. */
export type Said = v.InferOutput<typeof Said>

/** What one person's page holds: messages by conversation, in the order they are shown. */
export interface History {
  readonly name: string
  readonly conversations: ReadonlyMap<string, readonly Said[]>
}

/** Reads the history file's text. */
export function parseHistory(text: string): History {
  const { name, conversations } = v.parse(HistoryFile, text)
  return { name, conversations: new Map(conversations.map((of) => [of.conversation, of.messages])) }
}

/** Exports the history as a user does: Settings, This browser, Export as JSON. */
export async function exportHistory(page: Page): Promise<History> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const button = page.getByRole('button', { name: 'Export as JSON' })
  try {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    const text = await readFile(await download.path(), 'utf8')
    await download.delete()
    return parseHistory(text)
  } finally {
    await page.keyboard.press('Escape')
    await button.waitFor({ state: 'detached' })
  }
}
