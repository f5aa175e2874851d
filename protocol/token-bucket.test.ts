import fc from 'fast-check'
import { it } from 'vitest'
import { takeTokens, type Bucket } from './token-bucket.ts'

it('never allows more than burst plus average, whatever the times', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { maxLength: 200 }), (gaps) => {
      let [now, count] = [0, 0]
      let bucket: Bucket | undefined
      for (const gap of gaps) {
        now += gap
        const taken = takeTokens(bucket, { perSecond: 5, burst: 7 }, now)
        bucket = taken.bucket
        count += taken.allowed ? 1 : 0
      }
      return count <= 7 + (now / 1000) * 5 + 1e-6
    }),
  )
})
