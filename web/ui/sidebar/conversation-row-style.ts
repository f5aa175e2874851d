import { css } from 'lit'

/** A row of the sidebar: avatar, name, last message, time and badge. */
export const conversationRowStyle = css`
  :host {
    display: block;
  }

  a {
    display: grid;
    grid-template-columns: auto 1fr auto;
    column-gap: var(--space-3);
    align-items: center;
    min-block-size: 3.75rem;
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius-m);
    color: var(--text);
    text-decoration: none;
  }

  a:hover {
    background: var(--surface-hover);
  }

  a[aria-current] {
    background: var(--surface-chosen);
    --ring: var(--surface-chosen);
  }

  a:focus-visible {
    outline-offset: -2px;
  }

  vc-avatar {
    grid-row: span 2;
  }

  .name {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    min-inline-size: 0;
    align-self: end;
    font-weight: 600;
    line-height: 1.3;
    color: var(--text);
  }

  .name span,
  .preview {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name .muted,
  .name vc-icon {
    flex: none;
  }

  .name .muted {
    font-weight: 400;
  }

  .name vc-icon {
    font-size: 0.7rem;
    color: var(--text-muted);
  }

  time {
    align-self: end;
    font-size: var(--text-xs);
    line-height: 1.6;
    color: var(--text-muted);
  }

  .preview {
    align-self: start;
    min-inline-size: 0;
    font-size: var(--text-s);
    line-height: 1.4;
    color: var(--text-muted);
    unicode-bidi: isolate;
  }

  .preview:last-child {
    grid-column: 2 / -1;
  }

  /* A long name leaves room for what was said. */
  .from {
    display: inline-block;
    max-inline-size: 45%;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }

  .typing {
    color: var(--accent);
  }

  .draft,
  .failed {
    color: var(--danger);
  }

  .badge {
    justify-self: end;
    align-self: start;
    min-inline-size: 1.25rem;
    margin-block-end: -0.125rem;
    padding-inline: 0.35rem;
    border-radius: var(--radius-full);
    background: var(--accent);
    color: var(--on-accent);
    font-size: var(--text-xs);
    font-weight: 650;
    line-height: 1.25rem;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }

  .badge.muted {
    background: var(--line);
    color: var(--text);
  }

  @media (forced-colors: active) {
    a[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }

    .badge {
      border: 1px solid CanvasText;
    }
  }
`
