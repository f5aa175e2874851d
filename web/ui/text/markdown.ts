import { Lexer, Tokenizer, type Token, type Tokens } from 'marked'
import { QUOTE_MARK, type Block, type Inline } from './rich-text.ts'

/** Deeper nesting than this is shown as it was typed. */
const MAX_DEPTH = 6

/** More emphasis marks than this are no prose, and cost the parser quadratic time. */
const MAX_MARKS = 600

/** More lines than this that may open a block are no prose, and cost the parser a tenth of a second. */
const MAX_OPENINGS = 600
const OPENING = /^[ \t]*(?:[>`~]|[-+*][ \t]|\d{1,9}[.)][ \t]|$)/gm

/** More parts than this take half a second to draw: two dozen such messages on opening Everyone would freeze the page. */
const MAX_PARTS = 600

/** A letter or digit of a script that has spaces between its words. */
const WORD =
  /(?![\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}])[\p{L}\p{N}]/u

const QUOTE = new RegExp(`^ {0,3}${QUOTE_MARK}`, 'u')

/** At the end of a part: the next one is a paragraph of its own. */
const BLANK_LINE = /\n[ \t]*\n[ \t]*$/

/** Escaped, these are no marks. Before anything else a backslash is one: in paths, patterns and shrugs. */
const ESCAPED = new Set(['*', '`', '~'])

/** Marks stand around words: `2*3*4` is a product, and `__init__` a name. */
class ProseTokenizer extends Tokenizer {
  override blockquote(src: string): Tokens.Blockquote | undefined {
    return QUOTE.test(src) ? super.blockquote(src) : undefined
  }

  override emStrong(src: string, masked: string, before = ''): Tokens.Em | Tokens.Strong | undefined {
    if (WORD.test(before) || src.startsWith('__')) return undefined
    const token = super.emStrong(src, masked, before)
    if (!token) return undefined
    const after = src.at(token.raw.length) ?? ''
    return WORD.test(after) || after === '_' ? undefined : token
  }

  /** Only `~~` strikes: a single one stands in `~/bin:~/go`. */
  override del(src: string, masked: string, before?: string): Tokens.Del | undefined {
    return src.startsWith('~~') ? super.del(src, masked, before) : undefined
  }
}

/** Parses a message. What we do not offer (headings, tables, images, HTML, named links) stays as typed. */
export function parseMarkdown(text: string): readonly Block[] {
  if (isHostile(text)) return [paragraph(text)]
  const blocks = tokensToBlocks(new Lexer({ gfm: true, breaks: true, tokenizer: new ProseTokenizer() }).lex(text), 0)
  return countParts(blocks) > MAX_PARTS ? [paragraph(text)] : blocks
}

/** Blocks and stretches of text, those within others too. */
function countParts(parts: readonly (Block | Inline)[]): number {
  return parts.reduce((sum, part) => sum + 1 + countParts(partsIn(part)), 0)
}

function partsIn(part: Block | Inline): readonly (Block | Inline)[] {
  if ('inlines' in part) return part.inlines
  if (part.kind === 'quote') return part.blocks
  return part.kind === 'list' ? part.items.flat() : []
}

/** Lines that open many quotes or lists at once (the parser would recurse for each), a thicket of marks, or of blocks. */
function isHostile(text: string): boolean {
  return (
    /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){8}/m.test(text) ||
    text.split(/[*_~[`]/, MAX_MARKS + 1).length > MAX_MARKS ||
    (text.match(OPENING)?.length ?? 0) > MAX_OPENINGS
  )
}

/** Lines that the parser takes apart for what we do not offer, such as `# a comment`, stay together. */
function tokensToBlocks(tokens: readonly Token[], depth: number): readonly Block[] {
  const blocks: Block[] = []
  let before = ''
  for (const token of tokens) {
    const block = tokenToBlock(token, depth)
    const last = blocks.at(-1)
    if (block?.kind === 'paragraph' && last?.kind === 'paragraph' && !BLANK_LINE.test(before)) {
      const inlines = joinTexts([...last.inlines, { kind: 'text', text: '\n' }, ...block.inlines])
      blocks[blocks.length - 1] = { kind: 'paragraph', inlines }
    } else if (block) blocks.push(block)
    before = block ? token.raw : before + token.raw
  }
  return blocks
}

function tokenToBlock(token: Token, depth: number): Block | undefined {
  if (token.type === 'space' || token.type === 'def') return token.raw.trim() ? paragraph(token.raw) : undefined
  if (depth >= MAX_DEPTH) return paragraph(token.raw)
  if (isToken<Tokens.Code>(token, 'code')) {
    // Four leading spaces are no code block in a chat.
    return token.codeBlockStyle === 'indented' ? paragraph(token.raw) : { kind: 'code', text: token.text }
  }
  if (isToken<Tokens.Blockquote>(token, 'blockquote')) {
    return { kind: 'quote', blocks: tokensToBlocks(token.tokens, depth + 1) }
  }
  if (isToken<Tokens.List>(token, 'list')) {
    const items = token.items.map((item) => tokensToBlocks(withBoxInside(item.tokens), depth + 1))
    return { kind: 'list', start: token.ordered && token.start !== '' ? token.start : undefined, items }
  }
  if (isToken<Tokens.Paragraph>(token, 'paragraph') || isToken<Tokens.Text>(token, 'text')) {
    return { kind: 'paragraph', inlines: tokensToInlines(token.tokens ?? [], depth + 1) }
  }
  return paragraph(token.raw)
}

/** The box of a task, `[ ]`, is a token of its own; it belongs on the line of the text after it. */
function withBoxInside(tokens: readonly Token[]): readonly Token[] {
  const [box, text, ...rest] = tokens
  if (box?.type !== 'checkbox' || !text || !isToken<Tokens.Text>(text, 'text')) return tokens
  return [{ ...text, tokens: [box, ...(text.tokens ?? [])] }, ...rest]
}

function tokensToInlines(tokens: readonly Token[], depth: number): readonly Inline[] {
  return joinTexts(tokens.map((token) => tokenToInline(token, depth)))
}

function tokenToInline(token: Token, depth: number): Inline {
  if (depth >= MAX_DEPTH) return { kind: 'text', text: token.raw }
  if (isToken<Tokens.Strong>(token, 'strong'))
    return { kind: 'bold', inlines: tokensToInlines(token.tokens, depth + 1) }
  if (isToken<Tokens.Em>(token, 'em')) return { kind: 'italic', inlines: tokensToInlines(token.tokens, depth + 1) }
  if (isToken<Tokens.Del>(token, 'del')) return { kind: 'struck', inlines: tokensToInlines(token.tokens, depth + 1) }
  if (isToken<Tokens.Codespan>(token, 'codespan')) return { kind: 'code', text: token.text }
  if (isToken<Tokens.Escape>(token, 'escape')) {
    return { kind: 'text', text: ESCAPED.has(token.text) ? token.text : token.raw }
  }
  return { kind: 'text', text: token.raw }
}

function isToken<T extends Token>(token: Token, type: T['type']): token is T {
  return token.type === type
}

function paragraph(raw: string): Block {
  return { kind: 'paragraph', inlines: [{ kind: 'text', text: raw.replace(/^\n+|\n+$/g, '') }] }
}

/** Neighbouring texts made one, so that an address is never cut in two. */
function joinTexts(inlines: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = []
  for (const inline of inlines) {
    const last = joined.at(-1)
    if (inline.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + inline.text }
    } else joined.push(inline)
  }
  return joined
}
