import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { Command } from 'lucide'
import type { Chat } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'
import type { Environment } from '../environment.ts'
import { colorKey } from '../parts/color-key.ts'
import { isForInputMethod } from '../parts/input-method.ts'
import { rowsOf } from '../sidebar/sidebar-rows.ts'
import { controls } from '../style/controls.ts'
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

      p {
        padding: var(--space-4) var(--space-5);
      }
    `,
  ]

  @property({ attribute: false }) chat!: Chat
  @property({ attribute: false }) environment!: Environment
  @state() private typed = ''
  @state() private chosen = 0

  override firstUpdated() {
    this.renderRoot.querySelector('input')?.focus()
  }

  override updated() {
    this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }

  override render() {
    const targets = this.#targets()
    return html`
      <input
        role="combobox"
        aria-label="Jump to"
        aria-expanded="true"
        aria-controls="targets"
        aria-activedescendant=${targets.length > 0 ? `target-${this.chosen}` : nothing}
        autocomplete="off"
        spellcheck="false"
        placeholder="Jump to a person or command"
        .value=${this.typed}
        @input=${this.#input}
        @keydown=${(event: KeyboardEvent) => this.#keyPressed(event, targets)}
      />
      <ul id="targets" role="listbox" aria-label="Matches">
        ${targets.map(
          (target, index) =>
            html`<li
              id="target-${index}"
              role="option"
              aria-selected=${index === this.chosen}
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
      ${targets.length === 0 ? html`<p class="small muted" role="status">Nothing is called “${this.typed}”.</p>` : nothing}
    `
  }

  #targets(): readonly JumpTarget[] {
    const session = this.chat.session.get()
    if (session.state === 'new') return []
    const conversations = rowsOf(this.chat, session.name).map(({ id, person, self, blocked }) => ({
      kind: 'conversation' as const,
      id,
      label: id === 'everyone' ? 'Everyone' : id,
      detail: self ? 'you' : blocked ? 'blocked' : presenceWord(person?.online),
    }))
    return jumpTargets(this.typed, conversations)
  }

  #colorKey(id: ConversationId): string {
    const person = this.chat.people.get().find(({ name }) => name === id)
    return colorKey(id, { person, session: this.chat.session.get(), environment: this.environment })
  }

  readonly #input = (event: InputEvent) => {
    this.typed = (event.target as HTMLInputElement).value
    this.chosen = 0
  }

  #keyPressed(event: KeyboardEvent, targets: readonly JumpTarget[]) {
    if (isForInputMethod(event)) return
    const count = Math.max(1, targets.length)
    if (event.key === 'ArrowDown') this.chosen = (this.chosen + 1) % count
    else if (event.key === 'ArrowUp') this.chosen = (this.chosen + count - 1) % count
    else if (event.key === 'Enter') this.#go(targets[this.chosen])
    else return
    event.preventDefault()
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
