import { withoutInvisible } from '../../chat/invisible.ts'
import { QUOTE_MARK } from './rich-text.ts'

/** No script puts more marks on one letter. Where fonts pile them up, hundreds would cover the messages above and below. */
const PILE = /(\p{M}{8})\p{M}+/gu

const QUOTE_MARKS = new RegExp(`^ *${QUOTE_MARK} ?`, 'gmu')

/** Text as it may be shown, whoever sent it: what is invisible and piles of marks gone. */
export function visibleText(text: string): string {
  return withoutInvisible(text).replaceAll(PILE, '$1')
}

/** The first line's worth of a message, for a preview: without the marks of Markdown. */
export function previewText(text: string): string {
  return visibleText(text.slice(0, 400))
    .replaceAll(/^ *```.*$/gm, '')
    .replaceAll(QUOTE_MARKS, '')
    .replaceAll(/(\*\*|~~|`)(\S|\S.*?\S)\1/g, '$2')
    .replaceAll(/(?<![\w*])\*([^\s*]|[^\s*][^*]*[^\s*])\*(?![\w*])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 160)
}

/** Whether a message is long enough to be shown folded. */
export function isLong(text: string): boolean {
  return text.length > 1_500 || text.split('\n', 19).length > 18
}

/** One pictograph with its variation or skin tone. (`\p{RGI_Emoji}` would be exact, and takes 0.7 s to compile.) */
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?`
const FEW_EMOJI = new RegExp(
  String.raw`^(?:(?:\p{Regional_Indicator}{2}|${PICTOGRAPH}(?:\u200D${PICTOGRAPH})*)\s?){1,4}$`,
  'u',
)

/** Whether a message is nothing but one to four emoji; these are shown large. */
export function isFewEmoji(text: string): boolean {
  return text.length <= 64 && FEW_EMOJI.test(text)
}
