import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { Link } from 'lucide'
import type { Environment } from '../environment.ts'
import { SayEvent } from '../shell/page-events.ts'
import { controls } from '../style/controls.ts'
import '../parts/vc-icon.ts'

/** What stands below an empty roster: how to get somebody to talk to. */
@customElement('vc-invitation')
export class VcInvitation extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--space-3);
        margin: var(--space-3);
        padding: var(--space-4);
        border: 1px dashed var(--line-strong);
        border-radius: var(--radius-m);
      }
    `,
  ]

  @property({ attribute: false }) environment!: Environment

  override render() {
    return html`
      <p class="small muted">
        Nobody else has signed in yet. Send somebody the address of this page, or open it in another tab under another
        name.
      </p>
      <button @click=${this.#copy}><vc-icon .node=${Link}></vc-icon>Copy address</button>
    `
  }

  /** Whoever was sent the code may send it on: they could send on the link itself. */
  readonly #copy = async () => {
    const { code } = this.environment
    const address = `${location.origin}${location.pathname}${code === undefined ? '' : `#code=${code}`}`
    const said = await navigator.clipboard.writeText(address).then(
      () => (code === undefined ? 'Address copied.' : 'Address copied, with the code for new names.'),
      () => `The browser did not allow copying. The address is ${address}`,
    )
    this.dispatchEvent(new SayEvent(said))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-invitation': VcInvitation
  }
}
