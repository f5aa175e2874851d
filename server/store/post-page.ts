import type { Post } from '../../protocol/group.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** The first of these posts, as many as `most` bytes take: of JSON, which doubles a quote. At least one. */
export function pageOf(posts: Iterable<Post>, most: number = LIMITS.pageBytes): Post[] {
  const page: Post[] = []
  let bytes = 0
  for (const post of posts) {
    bytes += Buffer.byteLength(JSON.stringify(post))
    if (page.length > 0 && bytes > most) break
    page.push(post)
  }
  return page
}
