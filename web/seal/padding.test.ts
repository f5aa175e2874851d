import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pad, unpad } from './padding.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((value) => new Uint8Array(value))

describe('padding', () => {
  it.each([
    [0, 160],
    [159, 160],
    [160, 320],
    [319, 320],
    [320, 640],
    [640, 1280],
    [1280, 2560],
    [2560, 4096],
    [4095, 4096],
    [4096, 8192],
    [8192, 12288],
  ])('%i bytes become %i', (length, padded) => {
    expect(pad(new Uint8Array(length)).length).toBe(padded)
  })

  it('gives back any content, whatever it ends with', () => {
    fc.assert(
      fc.property(bytes(700), (content) => {
        expect(unpad(pad(content))).toEqual(content)
      }),
    )
    const tricky = Uint8Array.of(1, 0x80, 0, 0)
    expect(unpad(pad(tricky))).toEqual(tricky)
  })

  it('takes only what it would have made itself', () => {
    const canonical = (padded: Uint8Array<ArrayBuffer>) => {
      const content = unpad(padded)
      return content === undefined || Buffer.compare(pad(content), padded) === 0
    }
    fc.assert(fc.property(bytes(700), canonical))
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 160, maxLength: 160 }).map((it) => new Uint8Array(it)),
        canonical,
      ),
    )
    expect(unpad(new Uint8Array(160))).toBeUndefined()
    expect(unpad(new Uint8Array(0))).toBeUndefined()
    expect(unpad(new Uint8Array(320).fill(0x80, 0, 1))).toBeUndefined()
    expect(unpad(new Uint8Array(160).fill(0x81))).toBeUndefined()
  })
})
