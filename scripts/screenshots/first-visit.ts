import { expect, quieten } from './acts.ts'
import type { Stage } from './stage.ts'

/** The form, and the page of the first person on a server. */
export async function firstVisit({ enter, shoot }: Stage): Promise<void> {
  const visitor = await enter()
  await expect(visitor.page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await shoot(visitor, 'sign-in')

  const ann = await enter('ann')
  await expect(ann.page.getByRole('button', { name: 'Copy address' })).toBeVisible()
  await quieten(ann)
  await shoot(ann, 'empty')
}
