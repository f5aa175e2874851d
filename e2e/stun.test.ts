import { expect, test } from './fixtures.ts'

// Where only this machine can dial, nobody is told to ask.
test.use({ serverOptions: ['--host', '0.0.0.0'] })

test('a browser learns its address from the server, over UDP on the port of the page', async ({ browsers, server }) => {
  const { page } = await browsers.newTab()
  const port = Number(new URL(server.url).port)
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
  expect(candidate.url).toBe(`stun:127.0.0.1:${port}`)
  expect(candidate.address).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
})
