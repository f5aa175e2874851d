import { html, nothing } from 'lit'
import { ArrowDown } from 'lucide'
import { plural } from '../words/time.ts'
import '../parts/vc-icon.ts'

/** The way back to the end of the log, and how much has come there meanwhile. */
export function jumpButton(missed: number, jump: () => void) {
  return html`<button
    class="jump"
    aria-label=${missed > 0 ? `Jump to latest, ${plural(missed, 'new message')}` : 'Jump to latest'}
    @click=${jump}
  >
    ${missed > 0 ? html`<span class="count">${missed > 99 ? '99+' : missed}</span>` : nothing}
    <vc-icon .node=${ArrowDown}></vc-icon>
  </button>`
}
