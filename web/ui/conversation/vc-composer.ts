import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { SendHorizontal } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { ConversationId, Message } from '../../chat/messages.ts'
import { FootController } from '../parts/foot.ts'
import { isForInputMethod } from '../parts/input-method.ts'
import { nextFrame } from '../parts/next-frame.ts'
import { hasTouchKeyboard, isSending } from '../parts/touch-keyboard.ts'
import { controls } from '../style/controls.ts'
import { hintWords } from '../words/hint.ts'
import { completeCommand, completeEmoji, isWholeWord, typedEmojiName } from './completion.ts'
import { CompletionList } from './completion-list.ts'
import { composerStyle } from './composer-style.ts'
import { DraftController } from './draft-controller.ts'
import { growBox } from './grow-box.ts'
import { LineDirection } from './line-direction.ts'
import { SubmittedEvent } from './submitted-event.ts'
import { textBudget } from './text-budget.ts'
import { typeOver } from './type-over.ts'
import '../parts/vc-icon.ts'

/** Of what is needed when a key is pressed, nothing is drawn anew. */
const never = () => false

/**
 * Where one writes. Enter sends, Shift+Enter breaks, ↑ in an empty box recalls the last own text, `/` and `:` complete.
 * A keyboard on the screen has no Shift+Enter: there Enter breaks, and the button sends, or Ctrl+Enter.
 * @slot - beside the words why writing is off: what turns it on
 * @fires vc-submitted - a line was taken: a message or a command
 */
@customElement('vc-composer')
export class VcComposer extends LitElement {
  static override readonly styles = [controls, composerStyle]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) conversation: ConversationId = 'everyone'
  @property() placeholder = ''
  /** Why writing is off; commands still work. Empty while it is on. */
  @property() closed = ''
  /** The draft to begin with. */
  @property({ attribute: false }) draft = ''
  /** One's last message here: its text is for ↑. */
  @property({ attribute: false, hasChanged: never }) lastOwn: Message | undefined
  /** For completion. */
  @property({ attribute: false, hasChanged: never }) names: readonly string[] = []
  @state() private text = ''
  @state() private hint = ''
  @query('textarea') private readonly box?: HTMLTextAreaElement
  /** Until then, and once it is sent, a draft that was stored late, or written in another tab, still comes in. */
  #isTouched = false
  /** Set while a text is sent and still in the box: drawing the empty box would hold up storing it. */
  #leaving: { readonly after: Message | undefined } | undefined
  readonly #draft = new DraftController(this, {
    begun: () => (this.#leaving ? '' : this.text),
    store: (draft) => {
      this.draft = draft
      this.chat.saveDraft(this.conversation, draft)
    },
  })
  readonly #completions = new CompletionList(this, {
    take: (completion) => this.box && typeOver(this.box, completion),
    isWhole: ({ from }) => isWholeWord(this.text, from, this.names),
  })

  constructor() {
    super()
    this.addController(new FootController(this, 'conversation', () => [this]))
    this.addController(new LineDirection(this, { box: () => this.box, text: () => this.text }))
  }

  override focus() {
    this.box?.focus()
  }

  /** The log is drawn: what was sent leaves the box with the same frame. */
  giveWay() {
    if (this.#leaving && this.lastOwn?.id !== this.#leaving.after?.id) this.#letGo()
  }

  override willUpdate(changed: PropertyValues) {
    if (changed.has('closed')) this.hint = ''
    if (this.#isTouched) return
    this.text = this.draft
    this.#draft.came(this.draft)
  }

  override updated(changed: PropertyValues) {
    if (changed.has('text')) growBox(this.box)
    this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }

  override render() {
    const budget = textBudget(this.text)
    const { isOpen, activeId } = this.#completions
    // How much is left changes with each key: that is not read out.
    const wrong = budget.over || this.hint !== ''
    return html`
      ${this.closed ? html`<p class="closed">${this.closed} <slot></slot></p>` : nothing}
      <p class="hint ${wrong ? 'wrong' : ''}" role="status" aria-live=${wrong || !budget.words ? 'polite' : 'off'}>
        ${this.hint || budget.words}
      </p>
      <form @submit=${this.#submitted}>
        ${this.#completions.template()}
        <textarea
          rows="1"
          enterkeyhint=${hasTouchKeyboard() ? 'enter' : 'send'}
          aria-label="Message"
          aria-autocomplete="list"
          aria-controls=${isOpen ? 'completions' : nothing}
          aria-activedescendant=${activeId}
          aria-invalid=${budget.over ? 'true' : 'false'}
          autocomplete="off"
          placeholder=${this.placeholder}
          .value=${this.text}
          @input=${this.#typed}
          @keydown=${this.#keyPressed}
          @beforeinput=${this.#letGo}
          @blur=${this.#left}
        ></textarea>
        <button class="icon send" aria-label="Send" data-tip="Send" ?disabled=${!this.#sendable(budget.over)}>
          <vc-icon .node=${SendHorizontal}></vc-icon>
        </button>
      </form>
    `
  }

  #sendable(over: boolean): boolean {
    const text = this.text.trim()
    return text !== '' && !over && (!this.closed || text.startsWith('/'))
  }

  readonly #typed = (event: Event) => {
    this.#isTouched = true
    this.#leaving = undefined
    this.text = this.box?.value ?? ''
    this.hint = ''
    // Who takes a completion back wants what was typed.
    if (event instanceof InputEvent && event.inputType.startsWith('history')) this.#completions.offer([])
    else this.#complete()
    if (this.text && !this.text.startsWith('/')) this.chat.typing(this.conversation)
    this.#draft.typed()
  }

  #complete() {
    const cursor = this.box?.selectionStart ?? this.text.length
    this.#completions.offer(completeCommand(this.text, cursor, this.names))
    const emoji = typedEmojiName(this.text, cursor)
    // Without the table (the network is gone) a name stays as typed.
    if (emoji) this.#completeEmoji(emoji, this.text).catch(() => {})
  }

  /** The emoji table is loaded when the first name is typed; what was typed meanwhile wins. */
  async #completeEmoji(typed: string, text: string) {
    const { nameToEmoji } = await import('gemoji')
    if (text !== this.text || this.#leaving || !this.matches(':focus-within')) return
    const cursor = this.box?.selectionStart ?? text.length
    const found = completeEmoji(typed, cursor, nameToEmoji)
    const [exact] = found
    if (typed.endsWith(':') && exact?.label.endsWith(` ${typed.toLowerCase()}`)) {
      if (this.box) typeOver(this.box, exact)
    } else if (!typed.endsWith(':')) this.#completions.offer(found)
  }

  /** Sets box and state at once: a key that is pressed next goes into what is there then. */
  #replace(text: string) {
    this.#isTouched = true
    this.text = text
    if (this.box) this.box.value = text
    this.#completions.offer([])
  }

  readonly #keyPressed = (event: KeyboardEvent) => {
    if (isForInputMethod(event) || event.altKey) return
    this.#letGo()
    if (!event.shiftKey && this.#completions.keyPressed(event.key)) {
      event.preventDefault()
      event.stopPropagation()
    } else if (event.key === 'Enter' && isSending(event)) {
      event.preventDefault()
      void this.#send()
    } else if (event.key === 'ArrowUp' && this.text === '' && this.lastOwn) {
      event.preventDefault()
      this.#replace(this.lastOwn.text)
    }
  }

  readonly #submitted = (event: SubmitEvent) => {
    event.preventDefault()
    this.#letGo()
    void this.#send()
    this.focus()
  }

  async #send() {
    const { text } = this
    if (text.trim() === '' || textBudget(text).over) return
    const leaving = (this.#leaving = { after: this.lastOwn })
    this.#completions.offer([])
    this.hint = ''
    const stay = () => {
      if (this.#leaving === leaving) this.#leaving = undefined
    }
    const submitting = this.chat.submit(this.conversation, text)
    // What failed unforeseen is told elsewhere; the text is kept all the same.
    submitting.catch(stay)
    const result = await submitting
    if (result.kind === 'hint') {
      stay()
      this.hint = hintWords(result)
      if (this.text === '') this.#replace(text)
      // Who has gone elsewhere meanwhile finds it as a draft.
      if (!this.isConnected) this.#draft.save()
    } else {
      // Also if it is drawn elsewhere, or later.
      await new Promise((resolve) => setTimeout(resolve))
      await nextFrame()
      this.#letGo()
      this.#draft.save()
      this.#isTouched = this.text !== ''
      this.dispatchEvent(new SubmittedEvent(result, this.conversation))
    }
  }

  /** What is sent gives way to whatever is done next. */
  readonly #letGo = () => {
    if (!this.#leaving) return
    this.#leaving = undefined
    this.#replace('')
  }

  readonly #left = () => {
    this.#completions.offer([])
    this.#draft.save()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-composer': VcComposer
  }
}
