import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { Command } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from '../parts/color-key.ts'
import { isForInputMethod } from '../parts/input-method.ts'
import { sidebarRows } from '../sidebar/sidebar-rows.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { conversationTitle } from '../words/conversation.ts'
import { presenceWord } from '../words/link.ts'
import { jumpTargets, type JumpTarget } from './jump-targets.ts'
import { GoEvent, OpenDialogEvent } from './page-events.ts'
import '../parts/vc-avatar.ts'
import '../parts/vc-icon.ts'

/**
 * Ctrl+K: type a few letters of a name or command, Enter goes there.
 * @fires close - a target was chosen
 */
@customElement('vc-jump')
export class VcJump extends LitElement {
  static override readonly styles = [
    controls,
    css`
      input:not([type='checkbox'], [type='radio']) {
        min-block-size: 3.25rem;
        padding-inline: var(--space-5);
        border: 0;
        border-block-end: 1px solid var(--line);
        border-radius: 0;
        background: transparent;
        font-size: var(--text-l);
      }

      input:focus-visible {
        outline: 0;
      }

      ul {
        padding: var(--space-2);
        list-style: none;
      }

      li {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-block-size: 2.75rem;
        padding-inline: var(--space-3);
        border-radius: var(--radius-m);
        cursor: pointer;
      }

      li span {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }

      vc-avatar,
      li > vc-icon {
        --size: 1.75rem;
        inline-size: 1.75rem;
      }

      p:not(:empty) {
        padding: var(--space-4) var(--space-5);
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @state() private typed = ''
  /** The label of the target that Enter goes to: the list may change under it. */
  @state() private chosen = ''
  private readonly session = new StoreController(this, () => this.chat.session)
  private readonly people = new StoreController(this, () => this.chat.people)
  private readonly blocked = new StoreController(this, () => this.chat.blocked)
  private readonly conversations = new StoreController(this, () => this.chat.conversations)
  #targets: readonly JumpTarget[] = []

  override firstUpdated() {
    this.renderRoot.querySelector('input')?.focus()
  }

  override willUpdate() {
    this.#targets = this.#matches()
    if (!this.#targets.some(({ label }) => label === this.chosen)) this.chosen = this.#targets[0]?.label ?? ''
  }

  override updated(changed: PropertyValues) {
    if (changed.has('chosen'))
      this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }

  override render() {
    const targets = this.#targets
    const active = targets.findIndex(({ label }) => label === this.chosen)
    return html`
      <input
        role="combobox"
        aria-label="Jump to"
        aria-autocomplete="list"
        aria-expanded=${targets.length > 0}
        aria-controls="targets"
        aria-activedescendant=${active >= 0 ? `target-${active}` : nothing}
        autocomplete="off"
        spellcheck="false"
        placeholder="Jump to a person or command"
        .value=${this.typed}
        @input=${this.#input}
        @keydown=${this.#keyPressed}
      />
      <ul id="targets" role="listbox" aria-label="Matches">
        ${targets.map(
          (target, index) =>
            html`<li
              id="target-${index}"
              role="option"
              aria-selected=${index === active}
              @click=${() => this.#go(target)}
            >
              ${
                target.kind === 'conversation'
                  ? html`<vc-avatar name=${target.id} color-key=${this.#colorKey(target.id)}></vc-avatar>`
                  : html`<vc-icon .node=${Command}></vc-icon>`
              }
              <span>${target.label}</span>
              ${target.kind === 'conversation' ? html`<small class="muted">${target.detail}</small>` : nothing}
            </li>`,
        )}
      </ul>
      <p class="small muted" role="status">${targets.length === 0 ? `Nothing is called “${this.typed}”.` : nothing}</p>
    `
  }

  #matches(): readonly JumpTarget[] {
    const session = this.session.value
    if (session.state === 'new') return []
    const rows = sidebarRows({
      conversations: this.conversations.value,
      people: this.people.value,
      blocked: this.blocked.value,
      self: session.name,
      filter: '',
    })
    const conversations = rows.map(({ id, person, self, blocked }) => ({
      kind: 'conversation' as const,
      id,
      label: conversationTitle(id),
      detail: self ? 'you' : blocked ? 'blocked' : presenceWord(person?.online),
    }))
    return jumpTargets(this.typed, conversations)
  }

  #colorKey(id: ConversationId): string {
    const person = this.people.value.find(({ name }) => name === id)
    return colorKey(id, { person, session: this.session.value, environment: this.environment })
  }

  readonly #input = (event: InputEvent) => {
    this.typed = (event.target as HTMLInputElement).value
    this.chosen = ''
  }

  readonly #keyPressed = (event: KeyboardEvent) => {
    if (isForInputMethod(event)) return
    if (event.key === 'ArrowDown') this.#choose(1)
    else if (event.key === 'ArrowUp') this.#choose(-1)
    else if (event.key === 'Enter') this.#go(this.#targets.find(({ label }) => label === this.chosen))
    else return
    event.preventDefault()
  }

  #choose(by: 1 | -1) {
    const targets = this.#targets
    const from = targets.findIndex(({ label }) => label === this.chosen)
    this.chosen = targets[(from + by + targets.length) % targets.length]?.label ?? ''
  }

  #go(target: JumpTarget | undefined) {
    if (!target) return
    if (target.kind === 'command' && target.command !== 'sign-out') {
      this.dispatchEvent(new OpenDialogEvent(target.command))
      return
    }
    if (target.kind === 'conversation') this.dispatchEvent(new GoEvent(target.id))
    else void this.chat.signOut()
    this.dispatchEvent(new Event('close'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-jump': VcJump
  }
}
