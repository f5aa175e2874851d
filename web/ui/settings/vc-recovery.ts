import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Chat } from '../../chat/chat-view.ts'
import { reloadButton } from '../parts/reload-button.ts'
import { SayEvent } from '../shell/page-events.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { formStyle } from '../style/form.ts'
import { isCuredByReload, missingPartWords } from '../words/missing-part.ts'
import { notSetWords, recoveryWords } from '../words/recovery.ts'
import { wrongWordWords } from '../words/wrong-word.ts'

/** How far the user is. The words live in the state that needs them and nowhere else. */
type Step =
  | { readonly at: 'intro' }
  | { readonly at: 'show'; readonly words: readonly string[] }
  | { readonly at: 'confirm'; readonly words: readonly string[]; readonly asked: readonly [number, number] }

/**
 * Makes a recovery phrase, shows it once, and deposits its public half after two words were typed back.
 * @fires close - it is set
 */
@customElement('vc-recovery')
export class VcRecovery extends LitElement {
  static override readonly styles = [
    controls,
    formStyle,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }

      ol {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(8rem, 100%), 1fr));
        gap: var(--space-1) var(--space-4);
        padding: var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface-side);
        font-family: var(--font-code);
        font-size: var(--text-s);
        list-style: none;
        counter-reset: word;
      }

      li::before {
        counter-increment: word;
        content: counter(word) ' ';
        display: inline-block;
        inline-size: 2.2em;
        color: var(--text-muted);
        user-select: none;
      }

      .buttons {
        justify-content: end;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @state() private step: Step = { at: 'intro' }
  /** What makes a phrase could not be loaded. */
  @state() private missing = false
  @state() private problem = ''
  /** Which of the words asked for is not the right one. */
  @state() private wrong: number | undefined
  @state() private busy = false
  private readonly session = new StoreController(this, () => this.chat.session)

  override render() {
    const { step } = this
    switch (step.at) {
      case 'intro':
        return this.#intro()
      case 'show':
        return this.#phrase(step.words)
      case 'confirm':
        return this.#confirm(step)
    }
  }

  #intro() {
    const session = this.session.value
    const signedIn = session.state === 'signedIn'
    return html`
      <p>
        Your name belongs to a key that only this browser has. With 24 words on paper you can claim the name on another
        browser, if this one is lost or wiped. Whoever has the words has the name, so nobody else may see them.
      </p>
      <div role="alert">${this.missing ? html`<p class="problem">${missingPartWords(session)}</p>` : nothing}</div>
      ${signedIn ? nothing : html`<p class="small muted" role="status">${recoveryWords(session)}</p>`}
      <div class="buttons">
        ${this.missing && isCuredByReload(session) ? reloadButton : nothing}
        <button class="primary" ?disabled=${!signedIn} @click=${this.#make}>Show me the words</button>
      </div>
    `
  }

  #phrase(words: readonly string[]) {
    return html`
      <p>Write these words down, in this order. They are shown this once and stored nowhere.</p>
      <ol translate="no" tabindex="-1" aria-label="Recovery phrase">
        ${words.map((word) => html`<li>${word}</li>`)}
      </ol>
      <div class="buttons">
        <button class="primary" @click=${() => this.#ask(words)}>I have written them down</button>
      </div>
    `
  }

  #confirm({ words, asked }: Extract<Step, { at: 'confirm' }>) {
    return html`<form class="form" @submit=${this.#check}>
      <p>Type two of them, to be sure.</p>
      ${asked.map(
        (index) =>
          html`<div class="field">
            <label for="word-${index}">Word ${index + 1}</label>
            <input
              id="word-${index}"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              aria-describedby="problem"
              aria-invalid=${index === this.wrong ? 'true' : 'false'}
            />
          </div>`,
      )}
      <div id="problem" role="alert">${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}</div>
      <div class="buttons">
        <button type="button" class="plain" @click=${() => this.#show(words)}>Back to the words</button>
        <button class="primary" aria-disabled=${this.busy}>Set the phrase</button>
      </div>
    </form>`
  }

  readonly #make = async () => {
    this.missing = false
    try {
      this.#show((await this.chat.newPhrase()).split(' '))
    } catch {
      // What makes it is loaded only now.
      this.missing = true
    }
  }

  #show(words: readonly string[]) {
    this.problem = ''
    this.step = { at: 'show', words }
    this.#focus('ol')
  }

  #ask(words: readonly string[]) {
    // Which two does not need to be secret, only different each time.
    const first = Math.floor(Math.random() * (words.length / 2))
    const second = words.length / 2 + Math.floor(Math.random() * (words.length / 2))
    this.problem = ''
    this.wrong = undefined
    this.step = { at: 'confirm', words, asked: [first, second] }
    this.#focus('input')
  }

  /** To where one goes on: the button that led there may be gone. */
  #focus(where: string) {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(where)?.focus())
  }

  readonly #check = async (event: SubmitEvent) => {
    event.preventDefault()
    if (this.step.at !== 'confirm' || this.busy) return
    const { words, asked } = this.step
    const typed = [...this.renderRoot.querySelectorAll('input')].map(({ value }) => value.trim().toLowerCase())
    this.wrong = asked.find((index, place) => words[index] !== typed[place])
    if (this.wrong !== undefined) {
      this.problem = wrongWordWords(this.wrong + 1, typed[asked.indexOf(this.wrong)])
      this.#focus(`#word-${this.wrong}`)
      return
    }
    this.problem = ''
    this.busy = true
    const outcome = await this.chat.setRecovery(words.join(' ')).catch(() => 'unable' as const)
    this.busy = false
    if (outcome === 'set') {
      this.dispatchEvent(new SayEvent('Recovery phrase set. Keep the words safe.'))
      this.dispatchEvent(new Event('close'))
    } else this.problem = notSetWords(outcome)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-recovery': VcRecovery
  }
}
