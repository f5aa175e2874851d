import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Chat } from '../../chat/chat-view.ts'
import { reloadButton } from '../parts/reload-button.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { formStyle } from '../style/form.ts'
import { asksForReload, problemOf, signInProblemWords } from '../words/sign-in.ts'

/**
 * "This name is mine": claims a name back by its recovery phrase.
 * @fires close - back to the sign-in form
 */
@customElement('vc-recover')
export class VcRecover extends LitElement {
  static override readonly styles = [
    controls,
    formStyle,
    css`
      :host {
        display: block;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property() name = ''
  @property() server = ''
  @state() private tried = false
  private readonly session = new StoreController(this, () => this.chat.session)

  override firstUpdated() {
    this.renderRoot.querySelector('textarea')?.focus()
  }

  override render() {
    const busy = this.session.value.state === 'signingIn'
    const problem = this.tried ? problemOf(this.session.value) : undefined
    const words = problem && signInProblemWords(problem, location.origin).text
    return html`
      <form class="form" @submit=${this.#recover}>
        <p class="small">
          <strong>${this.name}</strong> belongs to a key in another browser. If it is yours, the 24 words of your
          recovery phrase move the name here. The other browser then loses it, and your contacts are told.
        </p>
        <div class="field">
          <label for="phrase">Recovery phrase</label>
          <textarea
            id="phrase"
            name="phrase"
            rows="4"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            required
            ?readonly=${busy}
            aria-invalid=${problem ? 'true' : 'false'}
            aria-describedby="problem"
          ></textarea>
        </div>
        <div id="problem" role="alert">${words ? html`<p class="problem">${words}</p>` : nothing}</div>
        ${asksForReload(problem) ? reloadButton : nothing}
        <button class="primary" aria-disabled=${busy}>${busy ? 'Claiming…' : 'Claim the name'}</button>
        <button type="button" class="plain" @click=${() => this.dispatchEvent(new Event('close'))}>Back</button>
      </form>
    `
  }

  readonly #recover = (event: SubmitEvent) => {
    event.preventDefault()
    if (this.session.value.state === 'signingIn') return
    const typed = this.renderRoot.querySelector('textarea')?.value ?? ''
    this.tried = true
    void this.chat.recover(this.name, this.server, typed)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-recover': VcRecover
  }
}
