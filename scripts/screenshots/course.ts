import { expect, expectRead, leaveFor, post, quieten, show, tell } from './acts.ts'
import type { Actor, Stage } from './stage.ts'

/** A course builds a robot: one day and the morning after. */
export async function course(stage: Stage): Promise<void> {
  await stage.setTime('2026-05-11T16:38:00Z')
  const ann = await stage.enter('ann')
  const bob = await stage.enter('bob')
  const carol = await stage.enter('carol')
  const dave = await stage.enter('dave')
  const erin = await stage.enter('erin')
  const frank = await stage.enter('frank')

  await yesterday(stage, { ann, bob, carol, dave, frank })
  await thisMorning(stage, { ann, bob, carol, erin })
  await quieten(ann)

  await expectRead(ann, 'Two out of three')
  await stage.shoot(ann, 'direct')
  await ann.page.getByRole('link', { name: 'Details', exact: true }).click()
  await expect(ann.page.getByRole('button', { name: 'QR code' })).toBeVisible()
  await stage.shoot(ann, 'details')
  await ann.page.getByRole('button', { name: 'Close details' }).click()

  await ann.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(ann.page.getByText(/They use \d/)).toBeVisible()
  await stage.shoot(ann, 'settings')
  await ann.page.keyboard.press('Escape')

  await show(ann, 'Everyone')
  await expect(
    ann.page
      .getByRole('article')
      .last()
      .getByRole('img', { name: /^Delivered to/ }),
  ).toBeVisible()
  await stage.shoot(ann, 'everyone')

  await show(ann, 'bob')
  await stage.server.kill()
  await expect(ann.notices().filter({ hasText: 'Server unreachable' })).toBeVisible()
  await ann.send('The Wi-Fi in here is gone again. Do you still read me?')
  await ann.expectMark('The Wi-Fi in here is gone', 'Delivered directly')
  await expectRead(ann, 'The Wi-Fi in here is gone')
  await bob.send('I do. We are still linked directly.')
  await expect(ann.message('I do. We are still linked directly.')).toBeVisible()
  // How long each pause is, is left to chance: some are shorter.
  await expect(ann.page.getByText('Next try in 4 s')).toBeVisible({ timeout: 120_000 })
  await stage.holdCountdown(ann)
  await stage.shoot(ann, 'server-lost')
}

async function yesterday({ setTime }: Stage, people: Record<'ann' | 'bob' | 'carol' | 'dave' | 'frank', Actor>) {
  const { ann, bob, carol, dave, frank } = people
  await post(carol, 'The lab is open until eight today. Please put the soldering irons back on their stands.', 5)
  await setTime('2026-05-11T16:51:00Z')
  await post(dave, 'Has anybody seen the box with the M3 screws?', 5)
  await post(frank, 'Second shelf, behind the multimeters', 5)
  await post(dave, 'Found it, thanks!', 5)
  await tell(dave, ann, 'Could you send me your wiring diagram?')
  await setTime('2026-05-11T17:04:00Z')
  await tell(bob, ann, 'Are you in the lab tomorrow? Our robot still loses the line in the **second bend**.')
  await tell(ann, bob, 'From ten on. I have an idea about the steering.')
  await tell(bob, ann, '😄')
  await setTime('2026-05-11T17:20:00Z')
  await frank.signOut()
  await dave.signOut()
  await ann.expectOffline('dave')
  await leaveFor(ann, 'dave', 'It is in the repository now, next to the parts list.')
}

async function thisMorning({ setTime }: Stage, people: Record<'ann' | 'bob' | 'carol' | 'erin', Actor>) {
  const { ann, bob, carol, erin } = people
  await setTime('2026-05-12T09:47:00Z')
  await post(carol, 'Reminder: on Friday each team shows **three laps** in front of the others.', 3)
  await post(erin, 'Do we get the *fast* track or the one from the exercise?', 3)
  await post(carol, 'Both. The better result counts.', 3)
  await setTime('2026-05-12T10:03:00Z')
  await post(ann, 'Then we still have some work to do 😅', 3)
  await tell(erin, ann, 'Good morning! May we borrow your battery at noon?')
  await tell(ann, erin, 'Sure, it is on the charger.')

  await setTime('2026-05-12T10:12:00Z')
  await tell(
    ann,
    bob,
    'Found it: an integer division.\n\n```c\nint error = (left - right) / 512;  // always 0 or 1\nint turn = GAIN * error;\n```\n\nWith `float` it stays on the line.',
  )
  await setTime('2026-05-12T10:15:00Z')
  await show(bob, 'ann')
  await tell(bob, ann, '> With `float` it stays on the line.\n\nFive laps without a mistake! Shall we raise the gain?')
  await tell(ann, bob, 'A little. I wrote the values down: https://wiki.example.org/robots/line-follower')
  await setTime('2026-05-12T10:21:00Z')
  await tell(carol, ann, 'Your slot on Friday is 14:20.')
  await tell(carol, ann, 'Bring a spare battery, please.')
  await setTime('2026-05-12T10:23:00Z')
  await tell(
    bob,
    ann,
    'Perfect. For Friday we need:\n\n- a full battery\n- photos of the track\n- somebody who is *not* nervous',
  )
  await tell(ann, bob, 'Two out of three I can do.')
  await ann.expectUnread('carol', 2)
}
