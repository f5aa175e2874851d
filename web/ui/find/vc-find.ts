import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { ChevronDown, ChevronUp, Search as SearchIcon, X } from 'lucide'
import type { Message } from '../../chat/messages.ts'
import { messageKey } from '../conversation/log-rows.ts'
import type { VcMessage } from '../conversation/vc-message.ts'
import type { VcMessageLog } from '../conversation/vc-message-log.ts'
import { isForInputMethod } from '../parts/input-method.ts'
import { nextFrame } from '../parts/next-frame.ts'
import { controls } from '../style/controls.ts'
import { loadParser, needsParser } from '../text/lazy-markdown.ts'
import { previewText, visibleText } from '../text/visible.ts'
import { findStyle } from './find-style.ts'
import { beginFinding, currentMatch, findingWords, followFinding, IDLE, stepFinding, type Finding } from './finding.ts'
import { filterInSlices } from './in-slices.ts'
import { createSearch, type Search } from './search.ts'
import { createWordHighlight, wordRanges, type WordHighlight } from './word-highlight.ts'
import '../parts/vc-icon.ts'

/**
 * Finds text in all messages of a conversation, drawn or not, and shows in the log where it is.
 * @fires close - the reader is done
 */
@customElement('vc-find')
export class VcFind extends LitElement {
  static override readonly styles = [controls, findStyle]

  @property({ attribute: false }) messages: readonly Message[] = []
  @property({ attribute: false }) log!: VcMessageLog
  @state() private finding: Finding = IDLE
  @state() private search = createSearch('')
  @query('input') private readonly field?: HTMLInputElement
  #highlight: WordHighlight | undefined
  /** The search that `finding` is of. */
  #answered: Search | undefined

  override focus() {
    this.field?.focus()
    this.field?.select()
  }

  override connectedCallback() {
    super.connectedCallback()
    this.#highlight = createWordHighlight(this.log.renderRoot)
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#highlight?.release()
    this.log.found = ''
  }

  override firstUpdated() {
    this.focus()
  }

  override updated(changed: PropertyValues) {
    if (changed.has('messages') || changed.has('search')) void this.#look()
    const match = currentMatch(this.finding)
    this.#highlight?.paint(this.search, match && messageKey(match))
  }

  override render() {
    const { finding } = this
    const match = currentMatch(finding)
    const isNowhere = finding.state !== 'found'
    return html`
      <div class="field">
        <vc-icon .node=${SearchIcon}></vc-icon>
        <input
          type="search"
          aria-label="Find text"
          placeholder="Find text"
          autocomplete="off"
          spellcheck="false"
          enterkeyhint="search"
          dir="auto"
          @input=${this.#typed}
          @keydown=${this.#keyPressed}
        />
      </div>
      <p class=${finding.state} aria-live="polite" aria-atomic="true">
        <span>${findingWords(finding)}</span>
        ${match ? html`<span class="visually-hidden">${match.from}: ${previewText(match.text)}</span>` : nothing}
      </p>
      <div class="steps">
        <button
          class="icon"
          aria-label="Older match"
          data-tip="Older match"
          ?disabled=${isNowhere}
          @click=${() => this.#step('older')}
        >
          <vc-icon .node=${ChevronUp}></vc-icon>
        </button>
        <button
          class="icon"
          aria-label="Newer match"
          data-tip="Newer match"
          ?disabled=${isNowhere}
          @click=${() => this.#step('newer')}
        >
          <vc-icon .node=${ChevronDown}></vc-icon>
        </button>
        <button class="icon" aria-label="Close" @click=${() => this.dispatchEvent(new Event('close'))}>
          <vc-icon .node=${X}></vc-icon>
        </button>
      </div>
    `
  }

  readonly #typed = () => {
    this.search = createSearch(this.field?.value ?? '')
  }

  readonly #keyPressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isForInputMethod(event)) return
    event.preventDefault()
    this.#step(event.shiftKey ? 'newer' : 'older')
  }

  #step(by: 'older' | 'newer') {
    this.finding = stepFinding(this.finding, by)
    void this.#show()
  }

  /** Through all messages; what was typed, or came, since it began is looked for by the next one. */
  async #look() {
    const { search, messages } = this
    const isOver = () => search !== this.search || messages !== this.messages
    const times = { now: () => performance.now(), rest: nextFrame, isOver }
    const matches = await filterInSlices(messages, search.holds, times)
    if (!matches || isOver()) return
    const isSame = search === this.#answered
    this.#answered = search
    if (search.folded === '') this.finding = IDLE
    else this.finding = isSame ? followFinding(this.finding, matches) : beginFinding(matches)
    if (!isSame) void this.#show()
  }

  /** In the log, wherever the reader was. */
  async #show() {
    const { log } = this
    const match = currentMatch(this.finding)
    const key = match ? messageKey(match) : ''
    log.found = key
    if (!match) return
    await log.draw(match)
    const drawn = log.renderRoot.querySelector<VcMessage>('vc-message[found]')
    if (!drawn) return
    await drawn.unfold()
    // The reader may have gone on to another one.
    const bring = () => {
      if (drawn.row.key === key && log.found === key) log.bring(this.#placeIn(drawn))
    }
    const isAsTyped = needsParser(visibleText(match.text))
    bring()
    if (!isAsTyped) return
    await loadParser()
    await drawn.updateComplete
    bring()
  }

  /** What of a message has to be in sight: all of it, or else the first of the words. */
  #placeIn(drawn: VcMessage): DOMRect {
    const whole = drawn.getBoundingClientRect()
    const [word] = wordRanges(drawn, this.search)
    if (!word) return whole
    const code = word.startContainer.parentElement?.closest('pre')
    if (code) bringSideways(code, word)
    return whole.height < this.log.clientHeight / 2 ? whole : word.getBoundingClientRect()
  }
}

/** Code does not break its lines. */
function bringSideways(code: Element, word: Range): void {
  const around = code.getBoundingClientRect()
  const at = word.getBoundingClientRect()
  if (at.left < around.left || at.right > around.right) code.scrollLeft += at.left - around.left - around.width / 2
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-find': VcFind
  }
}
