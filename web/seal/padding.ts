/** What a padded length may be: these, then every further 4096 bytes. The server sees only which one. */
const BUCKETS = [160, 320, 640, 1280, 2560, 4096]
const STEP = 4096
/** Ends the content; zeros follow (ISO/IEC 7816-4 padding, which is unambiguous whatever the content ends with). */
const MARK = 0x80

function bucket(length: number): number {
  return BUCKETS.find((size) => size >= length) ?? Math.ceil(length / STEP) * STEP
}

/** Content, a byte 0x80, zeros up to the smallest bucket that holds them. */
export function pad(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(bucket(content.length + 1))
  padded.set(content)
  padded[content.length] = MARK
  return padded
}

/** The content again; undefined unless `pad` could have made exactly these bytes. */
export function unpad(padded: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded[end] !== MARK || bucket(end + 1) !== padded.length) return undefined
  return padded.subarray(0, end)
}
