import { createServer, connect, type Socket } from 'node:net'

/** What a network does to the bytes. */
export type Weather =
  | 'fair'
  /** Everything arrives late. */
  | { readonly delay: number }
  /** Nothing arrives; what was on its way arrives when the weather clears, as TCP repeats it. */
  | 'stall'
  /** Nothing arrives, ever. */
  | 'black-hole'
  /** Nobody can be dialled, and who was connected is cut off. */
  | 'refuse'

/** A network between one person and the server. */
export interface Proxy {
  readonly origin: string
  set(weather: Weather): void
  /** Resets every connection. */
  cut(): void
  close(): void
}

/** Where the server listens; it is not known when proxies are made. */
export type Target = () => number

/** Opens a proxy on a free port. */
export async function openProxy(target: Target): Promise<Proxy> {
  let weather: Weather = 'fair'
  const pairs = new Set<readonly [Socket, Socket]>()
  /** Sockets that lost bytes can only be reset. */
  const spoilt = new Set<Socket>()

  function pipe(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (weather === 'black-hole') spoilt.add(from)
      else if (typeof weather === 'object') setTimeout(() => to.writable && to.write(chunk), weather.delay)
      else if (!to.write(chunk)) from.pause()
    })
    to.on('drain', () => weather !== 'stall' && from.resume())
    from.on('end', () => weather !== 'black-hole' && to.end())
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }

  const server = createServer((near) => {
    if (weather === 'refuse') {
      near.destroy()
      return
    }
    const far = connect(target(), '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    near.on('close', () => pairs.delete(pair))
    pipe(near, far)
    pipe(far, near)
    if (weather === 'stall') for (const socket of pair) socket.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  function cut(): void {
    for (const pair of [...pairs]) for (const socket of pair) socket.resetAndDestroy()
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    set(next) {
      weather = next
      if (next === 'refuse') cut()
      for (const pair of [...pairs]) {
        if (next !== 'black-hole' && pair.some((socket) => spoilt.has(socket))) pair[0].resetAndDestroy()
        for (const socket of pair)
          if (next === 'stall') socket.pause()
          else socket.resume()
      }
    },
    cut,
    close() {
      cut()
      server.close()
    },
  }
}
