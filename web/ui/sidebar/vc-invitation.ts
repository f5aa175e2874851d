import { css, html, LitElement } from 'lit'
import { customElement } from 'lit/decorators.js'
import { Link } from 'lucide'
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

  override render() {
    return html`
      <p class="small muted">
        Nobody else has signed in yet. Send somebody the address of this page, or open it in another tab under another
        name.
      </p>
      <button @click=${this.#copy}><vc-icon .node=${Link}></vc-icon>Copy address</button>
    `
  }

  readonly #copy = async () => {
    const address = `${location.origin}${location.pathname}`
    const said = await navigator.clipboard.writeText(address).then(
      () => 'Address copied.',
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
