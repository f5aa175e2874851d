/** A hue for somebody's key; the same key has the same colour everywhere. FNV-1a, spread over the circle. */
export function avatarHue(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  return ((hash >>> 8) % 24) * 15
}
