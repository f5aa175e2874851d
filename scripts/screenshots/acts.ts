import { expect as hasty } from '@playwright/test'
import type { Actor } from './stage.ts'

/** Six browsers on a small machine take their time. */
export const expect = hasty.configure({ timeout: 30_000 })

/** One says something to the other, and it arrives. Both may have anything open. */
export async function tell(from: Actor, to: Actor, text: string): Promise<void> {
  await show(from, to.name)
  await from.send(text)
  await expect(lastMark(from, /^Delivered (directly|from mailbox)$/)).toBeVisible()
}

/** One leaves something for somebody who is away. */
export async function leaveFor(from: Actor, name: string, text: string): Promise<void> {
  await show(from, name)
  await from.send(text)
  await expect(lastMark(from, /^Stored$/)).toBeVisible()
}

/** The other has read it, and one sees that. */
export async function expectRead(actor: Actor, text: string): Promise<void> {
  await expect(actor.message(text).getByRole('img', { name: 'Read', exact: true })).toBeVisible()
}

/** One says something to Everyone, and at least `readers` others have it. */
export async function post(from: Actor, text: string, readers: number): Promise<void> {
  await show(from, 'Everyone')
  await from.send(text)
  await expect(
    lastMark(from, readers === 0 ? /^Stored|^Delivered to/ : new RegExp(`^Delivered to ${readers} of`)),
  ).toBeVisible()
}

/** Opens a conversation unless it is open. */
export async function show(actor: Actor, conversation: string): Promise<void> {
  const of = conversation === 'Everyone' ? 'in Everyone' : `with ${conversation}`
  const log = actor.page.getByRole('log', { name: `Messages ${of}`, exact: true })
  if (!(await log.isVisible())) await actor.open(conversation)
}

/** Takes away what the page says only in the first moments. */
export async function quieten({ page }: Actor): Promise<void> {
  const dismiss = page.getByRole('button', { name: 'Dismiss' })
  if (await dismiss.isVisible()) await dismiss.click()
  for (const name of ['No thanks', 'Not now']) {
    const refuse = page.getByRole('button', { name })
    if (await refuse.isVisible()) await refuse.click()
  }
}

function lastMark({ page }: Actor, label: RegExp) {
  return page.getByRole('log').getByRole('article').last().getByRole('img', { name: label })
}
