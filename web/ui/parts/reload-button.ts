import { html } from 'lit'

/** Beside words that say to reload: on a phone's home screen, a page has no other button for it. */
export const reloadButton = html`<button type="button" @click=${() => location.reload()}>Reload</button>`
