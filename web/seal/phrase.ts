import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { PhraseProblem } from '../chat/ports/sealer.ts'

// Only ever imported from recovery.ts, which is loaded on demand: the word list has no place in the first bundle.

const WORDS = 24
const KNOWN: ReadonlySet<string> = new Set(wordlist)

/** 32 bytes as 24 words of the English list (BIP-39). */
export function seedToPhrase(seed: Uint8Array): string {
  return entropyToMnemonic(seed, wordlist)
}

/** What a person typed, in any case and spacing and perhaps numbered, back to 32 bytes; or the first thing that is wrong. */
export function parsePhrase(
  typed: string,
): { ok: true; phrase: string; seed: Uint8Array<ArrayBuffer> } | { ok: false; problem: PhraseProblem } {
  const words = typed
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean)
  const unknownWord = words.find((word) => !KNOWN.has(word))
  if (unknownWord !== undefined) return { ok: false, problem: { unknownWord } }
  if (words.length !== WORDS) return { ok: false, problem: 'count' }
  const phrase = words.join(' ')
  try {
    return { ok: true, phrase, seed: new Uint8Array(mnemonicToEntropy(phrase, wordlist)) }
  } catch {
    return { ok: false, problem: 'checksum' }
  }
}
