import type { Post } from '../../protocol/group.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** The first of these posts, as many as one packet takes: by their bytes as JSON, which doubles a quote. At least one. */
export function pageOf(posts: readonly Post[]): Post[] {
  let bytes = 0
  const beyond = posts.findIndex((post, index) => {
    bytes += Buffer.byteLength(JSON.stringify(post))
    return index > 0 && bytes > LIMITS.pageBytes
  })
  return posts.slice(0, beyond === -1 ? posts.length : beyond)
}
