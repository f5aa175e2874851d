import type { Post } from '../../protocol/group.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** The first of these posts, as many as `most` bytes take: of JSON, which doubles a quote. At least one. */
export function pageOf(posts: readonly Post[], most: number = LIMITS.pageBytes): Post[] {
  let bytes = 0
  const beyond = posts.findIndex((post, index) => {
    bytes += Buffer.byteLength(JSON.stringify(post))
    return index > 0 && bytes > most
  })
  return posts.slice(0, beyond === -1 ? posts.length : beyond)
}
