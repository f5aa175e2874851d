import { css } from 'lit'

/** Buttons, fields and hidden text as every element draws them. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-block-size: var(--target);
    max-inline-size: 100%;
    padding: var(--space-1) var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    background: var(--surface-raised);
    color: var(--text);
    font: inherit;
    font-size: var(--text-s);
    font-weight: 550;
    line-height: var(--leading-tight);
    text-decoration: none;
    cursor: pointer;
    transition: background-color var(--motion);
  }

  button:hover,
  .button:hover {
    background: var(--surface-hover);
  }

  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }

  .primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }

  .primary:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--accent-hover);
  }

  button.danger {
    border-color: currentColor;
    color: var(--danger);
  }

  button.plain {
    border-color: transparent;
    background: transparent;
  }

  button.plain:hover {
    background: var(--surface-hover);
  }

  button.icon,
  .button.icon {
    inline-size: var(--target);
    padding: 0;
    border-color: transparent;
    background: transparent;
    color: var(--text-muted);
    flex: none;
  }

  button.icon:hover:not(:disabled),
  .button.icon:hover {
    background: var(--surface-hover);
    color: var(--text);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  input:not([type='checkbox'], [type='radio']),
  textarea {
    inline-size: 100%;
    min-block-size: var(--target);
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-m);
    background: var(--surface-raised);
    color: var(--text);
    font: inherit;
    font-size: max(var(--text-m), 0.9375rem);
  }

  @media (pointer: coarse) {
    input:not([type='checkbox'], [type='radio']),
    textarea {
      font-size: 1rem; /* Below 16px iOS zooms into the field. */
    }
  }

  input::placeholder,
  textarea::placeholder {
    color: var(--text-muted);
    opacity: 1;
  }

  [aria-invalid='true'] {
    border-color: var(--danger) !important;
  }

  label {
    font-size: var(--text-s);
    font-weight: 550;
  }

  a {
    color: var(--link);
  }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  input:not([type='checkbox'], [type='radio']):focus-visible,
  textarea:focus-visible {
    border-color: var(--focus);
    outline-width: 1px;
    outline-offset: -1px;
  }

  [role='option']:hover {
    background: var(--surface-hover);
  }

  /* Where the arrow keys are while the text box has the focus: the tint alone is too faint to tell. */
  [role='option'][aria-selected='true'] {
    background: var(--surface-chosen);
    outline: 2px solid var(--focus);
    outline-offset: -2px;
  }

  .muted {
    color: var(--text-muted);
  }

  .small {
    font-size: var(--text-s);
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    user-select: none;
  }
`
