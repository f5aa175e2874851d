import { openStunPort } from '../server/stun-socket.ts'
import { systemClock } from '../server/system.ts'
import { expect, test } from './fixtures.ts'

test('a browser learns its address from the server, over UDP on the port of the page', async ({ browsers, server }) => {
  const { page } = await browsers.newTab()
  // A server that only this machine can dial does not open it.
  const port = Number(new URL(server.url).port)
  const stun = await openStunPort(port, '127.0.0.1', systemClock, () => {})
  const candidate = await page.evaluate(async (urls) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls }] })
    const found = new Promise<RTCIceCandidate>((resolve) => {
      connection.onicecandidate = ({ candidate: each }) => each?.type === 'srflx' && resolve(each)
    })
    connection.createDataChannel('')
    await connection.setLocalDescription()
    const { address, url } = (await found) as RTCIceCandidate & { readonly url: string }
    connection.close()
    return { address, url }
  }, `stun:127.0.0.1:${port}`)
  await stun?.close()
  expect(candidate.url).toBe(`stun:127.0.0.1:${port}`)
  expect(candidate.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
})
