import { css, html, LitElement } from 'lit'
import { customElement, state } from 'lit/decorators.js'

const DELAY_MS = 350
const GAP = 6
const CONTROL = 'button, a'

/**
 * The one tooltip of the page. It shows the `data-tip` of whatever is pointed at or focused, anywhere below the
 * document; `data-focus-tip` shows on focus only. Who pointed may go on to the words, to read them enlarged. Under a
 * finger only what does nothing itself explains itself. Esc hides it, and so does pressing what it explains and going
 * elsewhere.
 */
@customElement('vc-tooltip')
export class VcTooltip extends LitElement {
  static override readonly styles = css`
    :host {
      position: fixed;
      inset: auto;
      margin: 0;
      max-inline-size: min(22rem, 100vw - 1rem);
      padding: var(--space-1) var(--space-2);
      border: 1px solid transparent;
      border-radius: var(--radius-s);
      background: light-dark(#22282d, #e4e8ea);
      color: light-dark(#fff, #14181c);
      font-size: var(--text-xs);
      line-height: var(--leading);
      pointer-events: none;
      white-space: pre-line;
      overflow: visible;
      overflow-wrap: anywhere;
    }

    :host([hoverable]) {
      pointer-events: auto;
    }

    /* The way from what it explains. */
    :host([hoverable])::before {
      content: '';
      position: absolute;
      inset: -7px 0;
    }
  `

  @state() private words = ''
  #anchor: Element | undefined
  /** Whether it shows because the focus came by key. */
  #isOfFocus = false
  /** What the pointer was on last. */
  #under: EventTarget | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  override connectedCallback() {
    super.connectedCallback()
    this.popover = 'manual'
    this.setAttribute('role', 'tooltip')
    document.addEventListener('pointermove', this.#moved)
    document.addEventListener('pointerdown', this.#pressed)
    document.addEventListener('click', this.#clicked, { capture: true })
    addEventListener('hashchange', this.#hide)
    document.addEventListener('keyup', this.#keyReleased)
    document.addEventListener('focusout', this.#hide)
    document.addEventListener('keydown', this.#keyPressed, { capture: true })
    document.addEventListener('scroll', this.#scrolled, { capture: true, passive: true })
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    document.removeEventListener('pointermove', this.#moved)
    document.removeEventListener('pointerdown', this.#pressed)
    document.removeEventListener('click', this.#clicked, { capture: true })
    removeEventListener('hashchange', this.#hide)
    document.removeEventListener('keyup', this.#keyReleased)
    document.removeEventListener('focusout', this.#hide)
    document.removeEventListener('keydown', this.#keyPressed, { capture: true })
    document.removeEventListener('scroll', this.#scrolled, { capture: true })
  }

  override render() {
    return html`${this.words}`
  }

  override updated() {
    const anchor = this.#anchor
    if (!anchor?.checkVisibility() || !this.words) {
      if (this.matches(':popover-open')) this.hidePopover()
      return
    }
    // Of the focus it lets through what is pressed below it.
    this.toggleAttribute('hoverable', !this.#isOfFocus)
    if (!this.matches(':popover-open')) this.showPopover()
    const at = anchor.getBoundingClientRect()
    const own = this.getBoundingClientRect()
    const above = at.top - own.height - GAP
    const left = at.left + at.width / 2 - own.width / 2
    this.style.top = `${Math.round(above < GAP ? at.bottom + GAP : above)}px`
    this.style.left = `${Math.round(Math.max(GAP, Math.min(left, innerWidth - own.width - GAP)))}px`
  }

  /** `pointerover` stays inside the shadow tree in which the pointer moves; this one comes out. */
  readonly #moved = (event: PointerEvent) => {
    const [target] = event.composedPath()
    if (event.pointerType === 'touch' || target === this.#under || target === this) return
    this.#under = target
    this.#pointed(event, DELAY_MS)
  }

  /** A finger has no hover: what it touches answers at once. Who clicks knows what it does. */
  readonly #pressed = (event: PointerEvent) => {
    if (event.pointerType === 'touch') this.#pointed(event, 0)
    else this.#hide()
  }

  #pointed(event: PointerEvent, delay: number) {
    const pointed = anchorOf(event, 'data-tip')
    const anchor = event.pointerType === 'touch' && pointed?.closest(CONTROL) ? undefined : pointed
    if (anchor === this.#anchor) return
    this.#hide()
    if (anchor) this.#timer = setTimeout(() => this.#show(anchor, anchor.getAttribute('data-tip')), delay)
  }

  readonly #clicked = () => {
    if (this.#anchor?.closest(CONTROL)) this.#hide()
  }

  /** Focus events stay inside the shadow tree in which the focus moves, so the key that moved it is listened to. */
  readonly #keyReleased = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Enter' || event.key === ' ') return
    const focused = focusedElement()
    if (this.#isOfFocus && focused === this.#anchor) return
    this.#hide()
    if (focused?.matches(':focus-visible')) {
      this.#isOfFocus = true
      this.#show(focused, focused.getAttribute('data-focus-tip') ?? focused.getAttribute('data-tip'))
    }
  }

  /** Esc hides the words of what has the focus and does no more. Those under a resting pointer hide at any key. */
  readonly #keyPressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    if (this.matches(':popover-open') && this.#isOfFocus) {
      event.preventDefault()
      event.stopPropagation()
    }
    this.#hide()
  }

  /** What is pointed at moves away; what has the focus takes its words along. */
  readonly #scrolled = () => {
    if (this.#anchor?.matches(':focus')) this.requestUpdate()
    else this.#hide()
  }

  readonly #hide = () => {
    clearTimeout(this.#timer)
    this.#anchor = undefined
    this.#isOfFocus = false
    this.words = ''
  }

  #show(anchor: Element, words: string | null) {
    clearTimeout(this.#timer)
    if (!words) return
    this.#anchor = anchor
    this.words = words
  }
}

function focusedElement(): Element | null {
  let focused = document.activeElement
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
  return focused
}

function anchorOf(event: Event, attribute: string): Element | undefined {
  return event
    .composedPath()
    .find((target): target is Element => target instanceof Element && target.hasAttribute(attribute))
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-tooltip': VcTooltip
  }
}
