import { css, LitElement } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { createElement, type IconNode } from 'lucide'

/** An icon of the lucide set. Decorative: whatever holds it has the name. */
@customElement('vc-icon')
export class VcIcon extends LitElement {
  static override readonly styles = css`
    :host {
      display: inline-flex;
      flex: none;
      inline-size: 1.25em;
      block-size: 1.25em;
    }

    svg {
      inline-size: 100%;
      block-size: 100%;
    }
  `

  /** The drawing, as the package exports it. */
  @property({ attribute: false }) node: IconNode = []

  override render() {
    return createElement(this.node, { 'aria-hidden': 'true', 'stroke-width': 1.75 })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vc-icon': VcIcon
  }
}
