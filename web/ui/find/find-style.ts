import { css } from 'lit'

/** A slim bar under the header of a conversation. */
export const findStyle = css`
  :host {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: var(--space-1);
    padding: var(--space-1) var(--space-3) var(--space-1) var(--space-4);
    border-block-end: 1px solid var(--line);
    background: var(--surface);
  }

  .field {
    position: relative;
    flex: 1 1 6rem;
  }

  .field vc-icon {
    position: absolute;
    inset-inline-start: var(--space-3);
    inset-block: 0;
    margin-block: auto;
    font-size: 0.8rem;
    color: var(--text-muted);
  }

  .field input {
    padding-block: var(--space-1);
    padding-inline-start: 2.25rem;
  }

  input::-webkit-search-cancel-button {
    display: none;
  }

  p {
    min-inline-size: 4.5rem;
    padding-inline: var(--space-1);
    color: var(--text-muted);
    font-size: var(--text-s);
    font-variant-numeric: tabular-nums;
    text-align: center;
    white-space: nowrap;
  }

  .steps {
    display: flex;
    gap: inherit;
  }

  .none {
    color: var(--danger);
  }

  @media (width < 45em) {
    :host {
      gap: 0;
      padding-inline: var(--space-3) var(--space-2);
    }
  }

  @media (width < 24em) {
    .field vc-icon {
      display: none;
    }

    .field input {
      padding-inline-start: var(--space-3);
    }
  }
`
