import { css, html, LitElement, type PropertyValues } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { Ban } from 'lucide'
import type { UserName } from '../../../protocol/names.ts'
import type { Chat, ContactView, Person } from '../../chat/chat-view.ts'
import type { Readable } from '../../chat/store.ts'
import { isSignedOut } from '../store/signed-out.ts'
import { SayEvent } from '../shell/page-events.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { linkNow, travelWords } from '../words/link.ts'
import { pageTime } from '../words/page-time.ts'
import '../parts/vc-icon.ts'
import './vc-safety-number.ts'

/** What there is to know and decide about a peer: the link, the key, blocking. */
@customElement('vc-peer-details')
export class VcPeerDetails extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }

      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
      }

      /* It holds a name, which may be long. */
      section > button {
        overflow-wrap: anywhere;
      }

      h3 {
        font-size: var(--text-s);
        font-weight: 600;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) name!: UserName
  @property({ attribute: false }) online: Person['online'] | undefined
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly contact = new StoreController(this, () => this.#contact)
  #contact!: Readable<ContactView>

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('name') || changed.has('chat')) this.#contact = this.chat.contact(this.name)
  }

  override render() {
    const contact = this.contact.value
    const signedOut = isSignedOut(this.session.value)
    const connected = this.session.value.state === 'signedIn'
    const travelling = { ...contact, link: linkNow(contact.link, this.online) }
    return html`
      <section>
        <h3>How messages travel</h3>
        <p class="small muted">${travelWords(travelling, this.name, pageTime, connected)}</p>
      </section>
      <section>
        <h3>Safety number</h3>
        <vc-safety-number
          .chat=${this.chat}
          .name=${this.name}
          .identityKey=${contact.keyToCompare}
          ?verified=${contact.verified}
          ?signed-out=${signedOut}
        ></vc-safety-number>
      </section>
      <section>
        <button
          class=${contact.blocked ? '' : 'danger'}
          aria-describedby="blocking"
          ?disabled=${signedOut}
          @click=${() => this.#block(!contact.blocked)}
        >
          <vc-icon .node=${Ban}></vc-icon>${contact.blocked ? `Unblock ${this.name}` : `Block ${this.name}`}
        </button>
        <p id="blocking" class="small muted">
          While ${this.name} is blocked, nothing they write reaches you, and what they post in Everyone meanwhile stays
          hidden after unblocking.
        </p>
      </section>
    `
  }

  #block(blocked: boolean) {
    void this.chat.setBlocked(this.name, blocked)
    const isKnown = this.contact.value.identityKey !== null
    if (isKnown || this.session.value.state === 'signedIn') return
    const later = `The server is away: ${this.name} will be blocked when it is back and you are signed in.`
    this.dispatchEvent(new SayEvent(later))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-peer-details': VcPeerDetails
  }
}
