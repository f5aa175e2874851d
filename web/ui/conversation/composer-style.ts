import { css } from 'lit'

/** The writing box, its hint and its list of completions. */
export const composerStyle = css`
  :host {
    position: relative;
    display: block;
    padding: 0 var(--space-4) max(var(--space-3), env(safe-area-inset-bottom));
  }

  form,
  .hint,
  .closed {
    inline-size: min(50rem, 100%);
    margin-inline: auto;
  }

  form {
    position: relative;
    display: flex;
    /* A box that is measured must not be stretched to what is kept of its former height. */
    align-items: end;
  }

  textarea {
    display: block;
    field-sizing: content;
    min-block-size: calc(var(--target) + 0.5rem);
    /* Six lines, or as many as leave the greater part to what is read. */
    max-block-size: min(calc(6 * 1.45em + 1.4rem), 0.35 * var(--visible-height, 100dvh));
    padding: calc((var(--target) - 1lh) / 2 + 0.2rem) 3.5rem calc((var(--target) - 1lh) / 2 + 0.2rem) var(--space-4);
    border-radius: var(--radius-l);
    background: var(--bubble);
    line-height: 1.45;
    resize: none;
    overflow-y: auto;
    scrollbar-width: thin;
  }

  textarea::placeholder {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  button.send {
    position: absolute;
    inset-inline-end: 0.25rem;
    inset-block-end: 0.25rem;
    border-radius: var(--radius-full);
    background: var(--accent);
    color: var(--on-accent);
    font-size: 0.875rem;
    /* It would draw eight frames while the message that was just sent is stored and drawn. */
    transition: none;
  }

  button.send:hover:not(:disabled) {
    background: var(--accent-hover);
    color: var(--on-accent);
  }

  .send:disabled {
    background: transparent;
    color: var(--text-muted);
    opacity: 1;
  }

  .hint {
    padding-inline: var(--space-4);
    font-size: var(--text-xs);
    color: var(--text-muted);
  }

  .hint:not(:empty) {
    padding-block-end: var(--space-1);
  }

  .hint.wrong {
    color: var(--danger);
  }

  .closed {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-3);
    padding: 0 var(--space-4) var(--space-2);
    font-size: var(--text-s);
    color: var(--text-muted);
  }

  ul {
    position: absolute;
    inset-inline-start: 0;
    inset-block-end: calc(100% + var(--space-1));
    z-index: 1;
    inline-size: min(26rem, 100%);
    max-block-size: min(19rem, 100dvh - 7rem);
    padding: var(--space-1);
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    background: var(--surface-raised);
    box-shadow: var(--shadow);
    overflow-y: auto;
    list-style: none;
  }

  li {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: var(--space-4);
    min-block-size: var(--target);
    padding-inline: var(--space-3);
    border-radius: var(--radius-s);
    font-size: var(--text-s);
    cursor: pointer;
  }
`
