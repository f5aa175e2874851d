import { html, nothing, type TemplateResult } from 'lit'
import { Copy } from 'lucide'
import { SayEvent } from '../shell/page-events.ts'
import { scanLinks } from './links.ts'
import type { Block, Inline } from './rich-text.ts'
import '../parts/vc-icon.ts'

/** A message's blocks as templates; every piece of text is a text node. */
export function blocksTemplate(blocks: readonly Block[]): readonly TemplateResult[] {
  return blocks.map((block) => blockTemplate(block, 'auto'))
}

/** Blocks in a list or quote, whose marks are where their text begins: it looks for that in what has no `dir` itself. */
function innerTemplate(blocks: readonly Block[]): readonly TemplateResult[] {
  return blocks.map((block) => blockTemplate(block, nothing))
}

/** White space in a paragraph is shown, so its template has none of its own. */
function blockTemplate(block: Block, dir: 'auto' | typeof nothing): TemplateResult {
  switch (block.kind) {
    case 'paragraph': {
      const kind = isShort(block.inlines) ? 'short' : nothing
      const inlines = block.inlines.map(inlineTemplate)
      // prettier-ignore
      return html`<p dir=${dir} class=${kind}>${inlines}</p>`
    }
    case 'code': {
      // prettier-ignore
      const code = html`<pre tabindex="0" role="group" aria-label="Code"><code>${block.text}</code></pre>`
      return html`<figure dir="ltr">
        ${code}
        <button class="icon" aria-label="Copy code" data-tip="Copy code" @click=${copyCode(block.text)}>
          <vc-icon .node=${Copy}></vc-icon>
        </button>
      </figure>`
    }
    case 'quote':
      return html`<blockquote dir=${dir}>${innerTemplate(block.blocks)}</blockquote>`
    case 'list': {
      const items = block.items.map((item) => html`<li>${innerTemplate(item)}</li>`)
      return block.start === undefined
        ? html`<ul dir=${dir}>
            ${items}
          </ul>`
        : html`<ol dir=${dir} start=${block.start}>
            ${items}
          </ol>`
    }
  }
}

function inlineTemplate(inline: Inline): unknown {
  switch (inline.kind) {
    case 'text':
      return textPieces(inline.text)
    case 'code':
      return html`<code>${inline.text}</code>`
    case 'bold':
      return html`<strong>${inline.inlines.map(inlineTemplate)}</strong>`
    case 'italic':
      return html`<em>${inline.inlines.map(inlineTemplate)}</em>`
    case 'struck':
      return html`<s>${inline.inlines.map(inlineTemplate)}</s>`
  }
}

function textPieces(text: string): readonly unknown[] {
  return scanLinks(text).map((piece) =>
    piece.kind === 'text'
      ? piece.text
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`,
  )
}

/** One line of plain prose, beside whose end there may be room for the time. */
function isShort(inlines: readonly Inline[]): boolean {
  return inlines.every((inline) => inline.kind !== 'text' || !inline.text.includes('\n'))
}

function copyCode(text: string) {
  return async (event: MouseEvent) => {
    const button = event.currentTarget
    const said = await navigator.clipboard.writeText(text).then(
      () => 'Code copied.',
      () => 'The browser did not allow copying.',
    )
    button?.dispatchEvent(new SayEvent(said))
  }
}
