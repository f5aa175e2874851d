import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { eventually } from '../chat/testing/eventually.ts'
import { openTabs } from './tabs.ts'

// Locks as the Web Locks API grants them (https://w3c.github.io/web-locks/): Node 20 has none.

type Granted = () => Promise<void>

beforeEach(() => {
  const queues = new Map<string, Promise<void>>()
  const request = (name: string, how: LockOptions | Granted, later?: Granted) => {
    const [{ signal }, granted] = typeof how === 'function' ? [{ signal: undefined }, how] : [how, later]
    const held = (queues.get(name) ?? Promise.resolve()).then(() => {
      signal?.throwIfAborted()
      return granted?.()
    })
    queues.set(
      name,
      held.catch(() => {}),
    )
    return held
  }
  vi.stubGlobal('navigator', { locks: { request } })
})

afterEach(() => vi.unstubAllGlobals())

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('lets another tab lead once this one resigns, and not when it is merely closed', async () => {
  const [here, there] = [openTabs('alice'), openTabs('alice')]
  const led: string[] = []
  const resign = here.lead(() => led.push('here'))
  there.lead(() => led.push('there'))
  // Signed out, the person is forgotten at once: the others are to hear of it before one of them can lead.
  here.close()
  await turn()
  expect(led).toEqual(['here'])
  resign()
  await turn()
  expect(led).toEqual(['here', 'there'])
  there.close()
})

it('does not lead when it has resigned before', async () => {
  const [here, there] = [openTabs('alice'), openTabs('alice')]
  const led: string[] = []
  const resign = here.lead(() => led.push('here'))
  const resignThere = there.lead(() => led.push('there'))
  await turn()
  resignThere()
  resign()
  await turn()
  expect(led).toEqual(['here'])
  here.close()
  there.close()
})

it('does one thing at a time of what no two tabs of a person may do at once, whoever leads', async () => {
  const [here, there, other] = [openTabs('alice'), openTabs('alice'), openTabs('bob')]
  const resign = here.lead(() => {})
  const done: string[] = []
  let end = () => {}
  const first = here.alone(() => new Promise<void>((resolve) => (end = resolve)).then(() => void done.push('here')))
  const second = there.alone(async () => void done.push('there'))
  await other.alone(async () => void done.push('of somebody else'))
  // Opened anew meanwhile.
  here.close()
  await turn()
  expect(done).toEqual(['of somebody else'])
  end()
  await Promise.all([first, second])
  expect(done).toEqual(['of somebody else', 'here', 'there'])
  resign()
  there.close()
  other.close()
})

it('says nothing more once it is closed, and fails at nothing', async () => {
  const [here, there] = [openTabs('alice'), openTabs('alice')]
  const heard: unknown[] = []
  there.listen((message) => heard.push(message))
  here.post({ n: 1 })
  here.close()
  // As of a request to the server whose answer came too late to be told.
  here.post({ n: 2 })
  await eventually(() => expect(heard).toEqual([{ n: 1 }]))
  await turn()
  expect(heard).toEqual([{ n: 1 }])
  there.close()
})

it('says to the others, as one, what was posted before it closed', async () => {
  const [here, there] = [openTabs('alice'), openTabs('alice')]
  const heard: unknown[] = []
  there.listen((message) => heard.push(message))
  here.post({ n: 1 })
  here.post({ n: 2 })
  here.close()
  await eventually(() => expect(heard).toEqual([{ n: 1 }, { n: 2 }]))
  there.close()
})
