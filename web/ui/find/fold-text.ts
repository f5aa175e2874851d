/** Marks that only colour a letter, such as accents; not the vowel signs of Indic scripts, and not those of kana. */
const ACCENTS = /\p{Cf}|(?![\u3099\u309A])(?=\p{Mn})[\p{Script=Inherited}\p{Script=Hebrew}]/gu
const NOT_ASCII = /[^\0-\x7F]/

/** A text as it is compared: case, accents, compatible forms and the kind of white space make no difference. */
export function foldText(text: string): string {
  return foldLetters(text).replaceAll(/\s+/g, ' ')
}

/** In capitals, where `ß` is SS, and the two small sigmas are one. */
function foldLetters(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toUpperCase()
  return text.normalize('NFKD').replaceAll(ACCENTS, '').normalize('NFC').toUpperCase()
}

/** From where to where in a text something stands. */
export interface Place {
  readonly from: number
  readonly to: number
}

/** Where the folded words stand in a text, in whole letters. Much slower than to fold the text and look. */
export function placesIn(text: string, folded: string): readonly Place[] {
  if (folded === '') return []
  let all = ''
  /** The letter that each unit of `all` comes from. */
  const letters: Place[] = []
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    // Only the first of several spaces counts.
    const letter = all.endsWith(' ') ? foldText(segment).trimStart() : foldText(segment)
    all += letter
    for (let unit = 0; unit < letter.length; unit += 1) letters.push({ from: index, to: index + segment.length })
  }
  const places: Place[] = []
  for (let at = all.indexOf(folded); at !== -1; at = all.indexOf(folded, at + folded.length)) {
    const first = letters[at]
    const last = letters[at + folded.length - 1]
    const isWithinLetter = first?.from === places.at(-1)?.from
    if (first && last && !isWithinLetter) places.push({ from: first.from, to: last.to })
  }
  return places
}
