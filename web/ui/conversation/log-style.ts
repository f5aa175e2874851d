import { css } from 'lit'

/** The box of the log, its lines and the way back to the end. */
export const logStyle = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }

  .log {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
  }

  /* There the pane around it may scroll, too. */
  @media (height < 20rem) {
    .log {
      overscroll-behavior: auto;
    }
  }

  .log:focus-visible {
    outline-offset: -2px;
  }

  .rows {
    inline-size: min(52rem, 100%);
    margin-inline: auto;
    margin-block-start: auto;
    padding: var(--space-4);
  }

  .rows.blank {
    margin-block-end: auto;
  }

  vc-message {
    display: block;
    contain: layout style;
  }

  vc-message[found] {
    position: relative;
    z-index: 1;
  }

  vc-message[found] .bubble {
    outline: 2px solid var(--found-line);
    outline-offset: 1px;
  }

  vc-message[found] article.large .bubble {
    border-radius: var(--radius-m);
  }

  ::highlight(found) {
    background: var(--found);
    color: var(--on-found);
  }

  ::highlight(found-now) {
    background: var(--found-now);
    color: var(--on-found-now);
  }

  @media (forced-colors: active) {
    ::highlight(found),
    ::highlight(found-now) {
      background: Mark;
      color: MarkText;
    }
  }

  .day {
    display: flex;
    justify-content: center;
    padding-block: var(--space-4) var(--space-2);
    color: var(--text-muted);
    font-size: var(--text-xs);
    font-weight: 600;
  }

  .new,
  .gap {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    padding-block: var(--space-3) var(--space-1);
    color: var(--accent);
    font-size: var(--text-xs);
    font-weight: 600;
  }

  .new::before,
  .new::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid currentColor;
    opacity: 0.5;
  }

  .gap {
    justify-content: center;
    color: var(--text-muted);
  }

  .jump {
    position: absolute;
    inset-inline-end: var(--space-4);
    inset-block-end: var(--space-3);
    gap: var(--space-1);
    min-inline-size: var(--target);
    padding-inline: var(--space-2);
    border-radius: var(--radius-full);
    box-shadow: var(--shadow);
  }

  .count {
    padding-inline-start: var(--space-1);
    color: var(--accent);
    font-weight: 650;
  }

  @media print {
    :host,
    .log {
      display: block;
      overflow: visible;
    }

    .rows {
      inline-size: auto;
      padding-inline: var(--space-1);
    }

    vc-message {
      contain: none;
    }

    article:not(.large) .bubble {
      border: 1px solid var(--line);
    }

    .text.folded {
      max-block-size: none;
      overflow: visible;
      mask-image: none;
    }

    .text pre {
      overflow: visible;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    article.grouped:not(.own) {
      padding-inline-start: 0;
    }

    button,
    .fold,
    article > vc-avatar {
      display: none;
    }
  }
`
