import { expect, test } from './fixtures.ts'
import { turn } from './switches.ts'

test('? lists every key and every command, and Ctrl+/ does from where one writes', async ({ browsers }) => {
  const { page, ...alice } = await browsers.newTab({ name: 'alice' })
  await page.keyboard.press('?')
  const texts = [
    'Ctrl',
    'Jump to a person or command',
    'Find text in the conversation',
    'One step back',
    'New line',
    '/send_all TEXT',
    'Sign out',
  ]
  for (const text of texts) await expect(page.getByText(text, { exact: true }).last()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await alice.open('Everyone')
  const box = page.getByRole('textbox', { name: 'Message', exact: true })
  await box.focus()
  await page.keyboard.press('?')
  await expect(box).toHaveValue('?')
  await page.keyboard.press('Control+/')
  await expect(page.getByRole('dialog')).toBeVisible()
})

test('without single-key shortcuts only Ctrl+/ lists the keys, also after a reload', async ({ browsers }) => {
  const alice = await browsers.newTab({ name: 'alice' })
  const { page } = alice
  const expectOnlyWithCtrl = async () => {
    await page.keyboard.press('?')
    // Over another dialog it would not open.
    await page.keyboard.press('Control+k')
    const jump = page.getByRole('dialog', { name: 'Jump to' })
    await expect(jump).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(jump).toBeHidden()
    await page.keyboard.press('Control+/')
    await expect(page.getByRole('dialog', { name: 'Keys and commands' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await turn(alice, 'Single-key shortcuts')
  await expectOnlyWithCtrl()
  await page.reload()
  await expect(alice.row('Everyone')).toBeVisible()
  await expectOnlyWithCtrl()
})
