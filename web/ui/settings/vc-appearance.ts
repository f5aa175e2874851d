import { css, html, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Store } from '../../chat/store.ts'
import type { Preferences } from '../shell/preferences.ts'
import { StoreController } from '../store/store-controller.ts'
import { controls } from '../style/controls.ts'
import { settingsStyle } from './settings-style.ts'

const THEMES = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const

/** Light, dark, or as the system has it. */
@customElement('vc-appearance')
export class VcAppearance extends LitElement {
  static override readonly styles = [
    controls,
    settingsStyle,
    css`
      fieldset {
        display: flex;
        flex-wrap: wrap;
        min-inline-size: 0;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        margin: 0;
        padding: 0;
        border: 0;
      }

      h3 {
        display: contents;
      }

      .choices {
        display: flex;
        flex-wrap: wrap;
        padding: 3px;
        border: 1px solid var(--line);
        border-radius: var(--radius-m);
        background: var(--surface-side);
      }

      label {
        position: relative;
        display: grid;
        place-items: center;
        min-block-size: calc(var(--target) - 6px);
        padding-inline: var(--space-3);
        border-radius: var(--radius-s);
        cursor: pointer;
      }

      @media (pointer: coarse) {
        label {
          min-block-size: var(--target);
        }
      }

      label:has(:checked) {
        background: var(--accent);
        color: var(--on-accent);
      }

      label:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }

      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }

      @media (forced-colors: active) {
        label:has(:checked) {
          forced-color-adjust: none;
          background: SelectedItem;
          color: SelectedItemText;
          outline-color: CanvasText;
        }
      }
    `,
  ]

  @property({ attribute: false }) preferences!: Store<Preferences>
  private readonly chosen = new StoreController(this, () => this.preferences)

  override render() {
    return html`<fieldset>
      <legend class="visually-hidden">Appearance</legend>
      <h3 aria-hidden="true">Appearance</h3>
      <div class="choices">
        ${THEMES.map(
          ([theme, label]) =>
            html`<label>
              <input
                type="radio"
                name="theme"
                .checked=${this.chosen.value.theme === theme}
                @change=${() => this.preferences.set({ ...this.preferences.get(), theme })}
              />${label}
            </label>`,
        )}
      </div>
    </fieldset>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-appearance': VcAppearance
  }
}
