import type { VcMessage } from '../conversation/vc-message.ts'
import { placesIn } from './fold-text.ts'
import type { Search } from './search.ts'

/** Marks what is looked for in the messages that are drawn, where the browser can: without a change to the page. */
export interface WordHighlight {
  /** `current`: the key of the message whose words stand out. */
  paint(search: Search, current: string | undefined): void
  release(): void
}

/** `root` holds the messages; whatever is drawn in it later is marked, too. */
export function createWordHighlight(root: Node & ParentNode): WordHighlight {
  let again = () => {}
  const observer = new MutationObserver(() => again())
  observer.observe(root, { childList: true, characterData: true, subtree: true })
  return {
    paint(search, current) {
      again = () => mark(root, search, current)
      again()
    },
    release() {
      observer.disconnect()
      if ('highlights' in CSS) for (const name of ['found', 'found-now']) CSS.highlights.delete(name)
    },
  }
}

function mark(root: ParentNode, search: Search, current: string | undefined): void {
  if (!('highlights' in CSS)) return
  const [found, now] = [new Highlight(), new Highlight()]
  for (const drawn of root.querySelectorAll('vc-message')) {
    const { key, message } = drawn.row
    const highlight = key === current ? now : found
    if (search.holds(message)) for (const range of wordRanges(drawn, search)) highlight.add(range)
  }
  CSS.highlights.set('found', found)
  CSS.highlights.set('found-now', now)
}

/** Where the words stand in a message that is drawn; nowhere if they are in what it was typed with. */
export function wordRanges(drawn: VcMessage, { folded }: Search): readonly Range[] {
  const text = drawn.querySelector('.text')
  if (!text) return []
  const nodes: { readonly node: Node; readonly from: number }[] = []
  let all = ''
  let block: Element | null | undefined
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const within = node.parentElement?.closest('p, pre, li')
    if (within !== block) all += '\n'
    block = within
    nodes.push({ node, from: all.length })
    all += node.nodeValue ?? ''
  }
  return placesIn(all, folded).flatMap(({ from, to }) => {
    const first = nodes.findLast((piece) => piece.from <= from)
    const last = nodes.findLast((piece) => piece.from < to)
    if (!first || !last) return []
    const range = new Range()
    range.setStart(first.node, from - first.from)
    range.setEnd(last.node, to - last.from)
    return range
  })
}
