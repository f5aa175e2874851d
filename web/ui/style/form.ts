import { css } from 'lit'

/** A column of labelled fields, with a problem in words under them. */
export const formStyle = css`
  .form {
    display: grid;
    gap: var(--space-4);
  }

  .field {
    display: grid;
    gap: var(--space-1);
  }

  details .field {
    margin-block-start: var(--space-3);
  }

  summary {
    display: inline-flex;
    align-items: center;
    min-block-size: 1.5rem;
    font-size: var(--text-s);
    color: var(--text-muted);
    cursor: pointer;
    border-radius: var(--radius-s);
  }

  @media (pointer: coarse) {
    summary {
      min-block-size: var(--target);
    }
  }

  summary:hover {
    color: var(--text);
  }

  summary::before {
    content: '';
    inline-size: 0.4em;
    block-size: 0.4em;
    margin-inline: 0.2em 0.6em;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    rotate: -45deg;
    transition: rotate var(--motion);
  }

  details[open] summary::before {
    rotate: 45deg;
  }

  [role='alert']:empty {
    display: none;
  }

  .problem {
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius-m);
    background: var(--danger-surface);
    color: var(--text);
    font-size: var(--text-s);
    overflow-wrap: anywhere;
  }
`
