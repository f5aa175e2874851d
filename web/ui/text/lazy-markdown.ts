import { mayHoldMarkdown, plainBlocks, type Block } from './rich-text.ts'

type Parse = (text: string) => readonly Block[]

let parse: Parse | undefined
let loading: Promise<void> | undefined

/** A message's blocks. Until the parser is there, a text with Markdown in it is shown as typed. */
export function messageBlocks(text: string): readonly Block[] {
  return parse && mayHoldMarkdown(text) ? parse(text) : plainBlocks(text)
}

/** Whether this text will be drawn differently once the parser is there. */
export function needsParser(text: string): boolean {
  return !parse && mayHoldMarkdown(text)
}

/** Loads the parser, once. Without it (the network is gone) texts stay as typed. */
export function loadParser(): Promise<void> {
  loading ??= import('./markdown.ts').then(
    (module) => {
      parse = module.parseMarkdown
    },
    () => {
      loading = undefined
    },
  )
  return loading
}
