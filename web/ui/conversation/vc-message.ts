import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import { CheckCheck, Clock, Eye, Inbox, TriangleAlert, Users, Zap, type IconNode } from 'lucide'
import type { MessageId } from '../../../protocol/ids.ts'
import type { Chat } from '../../chat/chat-view.ts'
import { isOwn } from '../../chat/messages.ts'
import { blocksTemplate } from '../text/blocks-template.ts'
import { loadParser, messageBlocks, needsParser } from '../text/lazy-markdown.ts'
import type { Block } from '../text/rich-text.ts'
import { isFewEmoji, isLong, visibleText } from '../text/visible.ts'
import { markOf, type Mark } from '../words/mark.ts'
import { pageTime } from '../words/page-time.ts'
import { avatarHue } from '../parts/avatar-hue.ts'
import { HandBackController } from '../parts/hand-back.ts'
import type { MessageRow } from './log-rows.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'

const MARK_ICONS: Record<Mark['tone'], IconNode> = {
  sending: Clock,
  stored: Inbox,
  direct: Zap,
  mailbox: CheckCheck,
  group: Users,
  failed: TriangleAlert,
}

/**
 * One message: an `article` with sender, text, time and, for own ones, the mark. It renders into its own light tree
 * (styled by `messageStyle` of the log), so that a selection can reach over several messages.
 */
@customElement('vc-message')
export class VcMessage extends LitElement {
  @property({ attribute: false, hasChanged: isAnotherRow }) row!: MessageRow
  @property({ attribute: false }) chat!: Chat
  /** Whether senders are shown: in Everyone. */
  @property({ attribute: false }) group = false
  /** What the sender's colour is derived from. */
  @property({ attribute: false }) colorKey = ''
  /** Whether this is the newest own message that the peer has read. */
  @property({ attribute: false }) read = false
  /** Then nothing is sent again. */
  @property({ attribute: false }) signedOut = false
  @state() private unfolded = false
  #text = ''
  #blocks: readonly Block[] = []

  constructor() {
    super()
    this.addController(new HandBackController(this))
  }

  protected override createRenderRoot() {
    return this
  }

  override willUpdate() {
    const text = visibleText(this.row.message.text)
    if (text === this.#text && this.#blocks.length > 0) return
    this.#text = text
    this.#blocks = messageBlocks(text)
    if (needsParser(text)) void loadParser().then(() => this.#parsed())
  }

  override render() {
    const { message, first, last } = this.row
    const own = isOwn(message)
    const mark = markOf(message, pageTime)
    const full = pageTime.full(message.sentAt)
    const long = isLong(this.#text)
    const large = isFewEmoji(this.#text)
    return html`<article
      class=${classMap({ own, first, last, large, grouped: this.group })}
      tabindex="-1"
      data-focus-tip=${mark ? `${full}\n${mark.explanation}` : full}
    >
      ${
        this.group && !own && last
          ? html`<vc-avatar name=${message.from} color-key=${this.colorKey}></vc-avatar>`
          : nothing
      }
      <div class="bubble">
        <div class=${this.group && !own && first ? 'sender' : 'visually-hidden'} data-hue=${avatarHue(this.colorKey)}>
          ${message.from}
        </div>
        <div class=${classMap({ text: true, folded: long && !this.unfolded })}>${blocksTemplate(this.#blocks)}</div>
        ${
          long
            ? html`<button class="fold" aria-expanded=${this.unfolded} @click=${this.#toggleFold}>
                ${this.unfolded ? 'Show less' : 'Show all'}
              </button>`
            : nothing
        }
        <span class="meta">
          ${
            this.read
              ? html`<span class="mark" role="img" aria-label="Read" data-tip="Read by ${message.conversation}">
                  <vc-icon .node=${Eye}></vc-icon>
                </span>`
              : nothing
          }
          <time datetime=${new Date(message.sentAt).toISOString()} data-tip=${full}
            >${pageTime.clock(message.sentAt)}</time
          >
          ${mark ? markTemplate(mark) : nothing}
        </span>
      </div>
      ${mark?.tone === 'failed' ? this.#failure(mark, message.id) : nothing}
    </article>`
  }

  /** Shows all of a long text. */
  async unfold() {
    this.unfolded = true
    await this.updateComplete
  }

  override updated() {
    const sender = this.querySelector<HTMLElement>('.sender')
    sender?.style.setProperty('--hue', sender.dataset['hue'] ?? '0')
  }

  #failure(mark: Mark, id: MessageId) {
    return html`<p class="failure">
      Failed: ${mark.explanation}.
      <button class="plain" ?disabled=${this.signedOut} @click=${() => void this.chat.retry(id)}>Retry</button>
    </p>`
  }

  readonly #toggleFold = () => {
    this.unfolded = !this.unfolded
    this.dispatchEvent(new Event('vc-folded', { bubbles: true }))
  }

  #parsed() {
    this.#blocks = []
    this.requestUpdate()
  }
}

/** In a full room the count of those who have a post goes on for long: nobody wants to hear each step. */
function markTemplate(mark: Mark) {
  return html`<span
    class="mark ${mark.tone}"
    role="img"
    aria-label=${mark.label}
    aria-live=${mark.tone === 'group' ? 'off' : nothing}
    data-tip=${mark.explanation}
  >
    <vc-icon .node=${MARK_ICONS[mark.tone]}></vc-icon>${mark.count}
  </span>`
}

function isAnotherRow(row: MessageRow | undefined, before: MessageRow | undefined): boolean {
  return row?.message !== before?.message || row?.first !== before?.first || row?.last !== before?.last
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-message': VcMessage
  }
}
