/** A stretch of a message's text. Addresses are found in `text` when it is drawn. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'struck'; readonly inlines: readonly Inline[] }

/** A paragraph-like part of a message. A list with a `start` is numbered. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly start: number | undefined; readonly items: readonly (readonly Block[])[] }

const MARKS = /[*_`~\\]|^[ \t]*(?:>|[-+] |\d{1,9}[.)] )/m

/** What begins a line of a quote, for a pattern with the flag `u`: before words, a space or nothing. `>:(` and `>_<` are faces. */
export const QUOTE_MARK = String.raw`>(?!\S<)(?=[\s>\p{L}\p{N}]|$)`

/** Whether a text may hold Markdown at all; most messages do not, and then the parser is not needed. */
export function mayHoldMarkdown(text: string): boolean {
  return MARKS.test(text)
}

/** A text as one plain paragraph. */
export function plainBlocks(text: string): readonly Block[] {
  return [{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }]
}
