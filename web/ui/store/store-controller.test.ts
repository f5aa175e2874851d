import { expect, test, vi } from 'vitest'
import { createStore } from '../../chat/store.ts'
import { StoreController } from './store-controller.ts'

/** A host in the page that has drawn once what its property names. */
function drawn() {
  const requestUpdate = vi.fn()
  const host = { addController() {}, removeController() {}, requestUpdate, updateComplete: Promise.resolve(true) }
  const of = { store: createStore('a') }
  const controller = new StoreController(host, () => of.store)
  controller.hostConnected()
  controller.hostUpdate()
  requestUpdate.mockClear()
  return { controller, of, requestUpdate }
}

test('the host is drawn anew after each change', () => {
  const { controller, of, requestUpdate } = drawn()
  expect(controller.value).toBe('a')
  of.store.set('b')
  expect(requestUpdate).toHaveBeenCalledOnce()
  expect(controller.value).toBe('b')
  controller.hostUpdate()
  of.store.set('c')
  expect(requestUpdate).toHaveBeenCalledTimes(2)
})

test('what the host names from an update on is followed, and the former no more', () => {
  const { controller, of, requestUpdate } = drawn()
  const former = of.store
  of.store = createStore('other')
  expect(controller.value).toBe('other')
  controller.hostUpdate()
  former.set('b')
  expect(requestUpdate).not.toHaveBeenCalled()
  of.store.set('another')
  expect(requestUpdate).toHaveBeenCalledOnce()
})

test('a host that is taken out hears nothing, and is drawn when it is back', () => {
  const { controller, of, requestUpdate } = drawn()
  controller.hostDisconnected()
  of.store.set('b')
  expect(requestUpdate).not.toHaveBeenCalled()
  controller.hostConnected()
  expect(requestUpdate).toHaveBeenCalledOnce()
  controller.hostUpdate()
  of.store.set('c')
  expect(requestUpdate).toHaveBeenCalledTimes(2)
})

test('an update that comes when the host is taken out already begins nothing', () => {
  const { controller, of, requestUpdate } = drawn()
  controller.hostDisconnected()
  of.store = createStore('b')
  controller.hostUpdate()
  of.store.set('c')
  expect(requestUpdate).not.toHaveBeenCalled()
})
