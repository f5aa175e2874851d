import { mayHoldMarkdown, plainBlocks, type Block } from './rich-text.ts'

type Parse = (text: string) => readonly Block[]

let parse: Parse | undefined
let isLoading = false
let tellLoaded = () => {}
const loaded = new Promise<void>((resolve) => (tellLoaded = resolve))

/** A message's blocks. Until the parser is there, a text with Markdown in it is shown as typed. */
export function messageBlocks(text: string): readonly Block[] {
  return parse && mayHoldMarkdown(text) ? parse(text) : plainBlocks(text)
}

/** Whether this text will be drawn differently once the parser is there. */
export function needsParser(text: string): boolean {
  return !parse && mayHoldMarkdown(text)
}

/**
 * Begins to load the parser, and resolves when it is there. A try that fails (the network is gone) leaves all texts as
 * typed; the next text that needs the parser is the next try.
 */
export function loadParser(): Promise<void> {
  if (!isLoading) {
    isLoading = true
    import('./markdown.ts').then(
      ({ parseMarkdown }) => {
        parse = parseMarkdown
        tellLoaded()
      },
      () => {
        isLoading = false
      },
    )
  }
  return loaded
}
