import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { LogOut, Settings } from 'lucide'
import type { Chat, SessionView } from '../../chat/chat-view.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from '../parts/color-key.ts'
import { HandBackController } from '../parts/hand-back.ts'
import { OpenDialogEvent } from '../shell/page-events.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'

/** Oneself at the foot of the sidebar: name, state of the connection, settings, sign-out. */
@customElement('vc-own-card')
export class VcOwnCard extends LitElement {
  static override readonly styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        flex: none;
        padding: var(--space-2) var(--space-3) max(var(--space-2), env(safe-area-inset-bottom)) var(--space-4);
        border-block-start: 1px solid var(--line);
      }

      vc-avatar {
        --size: 2rem;
      }

      .who {
        flex: 1;
        min-inline-size: 0;
        line-height: 1.3;
      }

      .who p {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .name {
        font-size: var(--text-s);
        font-weight: 600;
      }

      .state {
        font-size: var(--text-xs);
        color: var(--text-muted);
      }

      .icons {
        display: flex;
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  private readonly session = new StoreController(this, () => this.chat.session)

  constructor() {
    super()
    this.addController(new HandBackController(this))
  }

  override render() {
    const session = this.session.value
    if (session.state === 'new') return nothing
    const busy = session.state === 'signingOut'
    const signedIn = session.state === 'signedIn' || session.state === 'reconnecting'
    // Screen readers hear of each change by the banner and the notices, and would hear it twice.
    return html`
      <vc-avatar
        name=${session.name}
        color-key=${colorKey(session.name, { person: undefined, session, environment: this.environment })}
        ?online=${session.state === 'signedIn'}
      ></vc-avatar>
      <div class="who">
        <p class="name">${session.name}</p>
        <p class="state" role="status" aria-live="off">${stateWords(session.state)}</p>
      </div>
      <div class="icons">
        <button
          class="icon"
          aria-label="Settings"
          data-tip="Settings"
          @click=${() => this.dispatchEvent(new OpenDialogEvent('settings'))}
        >
          <vc-icon .node=${Settings}></vc-icon>
        </button>
        ${
          signedIn || busy
            ? html`<button
                class="icon"
                aria-label="Sign out"
                data-tip="Sign out"
                aria-disabled=${busy}
                @click=${() => (busy ? undefined : void this.chat.signOut())}
              >
                <vc-icon .node=${LogOut}></vc-icon>
              </button>`
            : nothing
        }
      </div>
    `
  }
}

function stateWords(state: Exclude<SessionView['state'], 'new'>): string {
  switch (state) {
    case 'signedIn':
      return 'Connected'
    case 'signingIn':
      return 'Signing in…'
    case 'reconnecting':
      return 'Reconnecting…'
    case 'signingOut':
      return 'Signing out…'
    case 'signedOut':
      return 'Not connected'
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-own-card': VcOwnCard
  }
}
