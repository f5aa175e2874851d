import { css } from 'lit'

/** A line above a pane: an icon, a sentence, buttons. */
export const bannerStyle = css`
  :host {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    padding: var(--space-2) var(--space-3) var(--space-2) var(--space-4);
    border-block-end: 1px solid var(--line);
    color: var(--text);
    font-size: var(--text-s);
  }

  p {
    flex: 1;
  }

  .buttons {
    justify-content: end;
    align-items: center;
    margin-inline-start: auto;
  }
`
