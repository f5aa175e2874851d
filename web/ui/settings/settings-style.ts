import { css } from 'lit'

/** A part of the settings: a title, rows of a sentence and a control. */
export const settingsStyle = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    padding-block: var(--space-4);
    border-block-start: 1px solid var(--line);
  }

  h3 {
    font-size: var(--text-m);
    font-weight: 650;
  }

  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-4);
    min-block-size: var(--target);
  }

  .row > label,
  .row > p {
    flex: 1;
    font-size: var(--text-s);
    font-weight: 400;
  }

  .row small {
    display: block;
    color: var(--text-muted);
    font-size: var(--text-xs);
  }

  .buttons {
    align-items: center;
  }

  ul {
    display: grid;
    list-style: none;
  }

  input[type='checkbox'] {
    appearance: none;
    flex: none;
    position: relative;
    inline-size: 2.5rem;
    block-size: 1.5rem;
    margin: 0;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-full);
    background: var(--surface-side);
    cursor: pointer;
    transition: background-color var(--motion);
  }

  input[type='checkbox']::before {
    content: '';
    position: absolute;
    inset-block-start: 0.2rem;
    inset-inline-start: 0.2rem;
    inline-size: 1rem;
    block-size: 1rem;
    border-radius: 50%;
    background: var(--line-strong);
    transition: inset-inline-start var(--motion);
  }

  input[type='checkbox']:checked {
    border-color: var(--accent);
    background: var(--accent);
  }

  input[type='checkbox']:checked::before {
    inset-inline-start: 1.2rem;
    background: var(--on-accent);
  }

  @media (forced-colors: active) {
    input[type='checkbox'] {
      appearance: auto;
    }

    input[type='checkbox']::before {
      display: none;
    }
  }
`
