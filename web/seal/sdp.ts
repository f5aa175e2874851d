/** Only printable ASCII after the type: what browsers write, and nothing that two parsers could split differently. */
const LINE = /^[a-z]=[\x20-\x7e]*$/
/** One data-channel section over DTLS (RFC 8841 §4.1). */
const DATA_SECTION = /^m=application \d+ (?:(?:UDP|TCP)\/)?DTLS\/SCTP /
/** RFC 8122 §5. The name is matched in any case, because some parsers do. */
const FINGERPRINT = /^a=fingerprint:(sha-256|sha-384|sha-512) ([0-9a-f]{2}(?::[0-9a-f]{2})*)$/i
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 }

function normalise(line: string): string | undefined {
  const [, algorithm = '', digest = ''] = FINGERPRINT.exec(line) ?? []
  const name = algorithm.toLowerCase()
  return digest.split(':').length === DIGEST_LENGTHS[name] ? `${name} ${digest.toUpperCase()}` : undefined
}

/**
 * Every certificate fingerprint of an SDP: algorithm in lower case, digest in upper case, each once, sorted. Undefined when
 * the SDP must be refused: a fingerprint weaker than SHA-256 or malformed, none at all, or any media besides one data section.
 */
export function sdpFingerprints(sdp: string): readonly string[] | undefined {
  const lines = sdp.replace(/\r?\n$/, '').split(/\r?\n/)
  if (!lines.every((line) => LINE.test(line))) return undefined
  const sections = lines.filter((line) => line.startsWith('m='))
  if (sections.length !== 1 || !sections.every((line) => DATA_SECTION.test(line))) return undefined
  const fingerprints = new Set<string>()
  for (const line of lines.filter((each) => /fingerprint/i.test(each))) {
    const fingerprint = normalise(line)
    if (!fingerprint) return undefined
    fingerprints.add(fingerprint)
  }
  return fingerprints.size > 0 ? [...fingerprints].toSorted() : undefined
}
