import { css } from 'lit'

/** How the log draws its messages. */
export const messageStyle = css`
  article {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    padding-block-start: 2px;
    border-radius: var(--radius-m);
    outline-offset: 2px;
  }

  article.first {
    padding-block-start: var(--space-2);
  }

  article.own {
    align-items: flex-end;
  }

  article.grouped:not(.own) {
    padding-inline-start: 2.5rem;
  }

  article > vc-avatar {
    --size: 2rem;
    position: absolute;
    inset-inline-start: 0;
    inset-block-end: 0;
  }

  .bubble {
    display: flow-root;
    max-inline-size: min(38rem, 82%);
    min-inline-size: 0;
    padding: 0.4rem var(--space-3) 0.35rem;
    border-radius: var(--radius-l);
    background: var(--bubble);
    overflow-wrap: anywhere;
  }

  article:not(.own, .last) .bubble {
    border-end-start-radius: var(--radius-s);
  }

  article:not(.own, .first) .bubble {
    border-start-start-radius: var(--radius-s);
  }

  article.own .bubble {
    background: var(--bubble-own);
  }

  article.own:not(.last) .bubble {
    border-end-end-radius: var(--radius-s);
  }

  article.own:not(.first) .bubble {
    border-start-end-radius: var(--radius-s);
  }

  .sender {
    color: oklch(var(--name-lightness) 0.1 var(--hue));
    font-size: var(--text-s);
    font-weight: 600;
    line-height: 1.35;
  }

  .text {
    display: contents;
  }

  .text.folded {
    display: block;
    max-block-size: 18lh;
    overflow: hidden;
    mask-image: linear-gradient(#000 75%, transparent);
  }

  .text p {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
    text-align: start;
  }

  .text :is(p, ul, ol, blockquote, figure):not(:last-child) {
    margin-block-end: var(--space-2);
  }

  .text li > p:not(:last-child) {
    margin-block-end: 0;
  }

  .text:not(.folded) > p.short:last-child:dir(ltr) {
    display: inline;
    unicode-bidi: isolate;
  }

  .text :is(ul, ol) {
    padding-inline-start: 1.4em;
  }

  .text code {
    padding: 0.05em 0.3em;
    border-radius: var(--radius-s);
    background: var(--surface-code);
    font-family: var(--font-code);
    font-size: 0.9em;
  }

  .text blockquote {
    margin: 0;
    padding-inline-start: var(--space-3);
    border-inline-start: 3px solid var(--line-strong);
    color: var(--text-muted);
  }

  article.own .text blockquote {
    color: var(--text-own-muted);
  }

  .text figure {
    display: flex;
    align-items: flex-start;
    border-radius: var(--radius-m);
    background: var(--surface-code);
  }

  .text pre {
    flex: 1;
    align-self: center;
    min-inline-size: 0;
    margin: 0;
    padding: 0.6rem var(--space-3);
    border-radius: var(--radius-m);
    overflow-x: auto;
    line-height: 1.4;
    tab-size: 4;
    overflow-wrap: normal;
  }

  .text pre code {
    padding: 0;
    background: none;
  }

  .text figure button {
    margin: 0.25rem;
    min-block-size: 2rem;
    inline-size: 2rem;
    font-size: 0.75rem;
  }

  article.own .text figure button,
  article.own .fold {
    color: var(--text-own-muted);
  }

  .fold {
    display: inline-flex;
    min-block-size: 1.75rem;
    padding: 0;
    border: 0;
    background: none;
    color: var(--text-muted);
    text-decoration: underline;
  }

  .meta {
    float: inline-end;
    display: inline-flex;
    align-items: center;
    gap: 0.3rem;
    margin: 0.4rem -0.15rem 0 var(--space-3);
    color: var(--text-muted);
    font-size: var(--text-xs);
    line-height: 1.3;
    font-variant-numeric: tabular-nums;
    user-select: none;
    -webkit-user-select: none;
  }

  article.own .meta {
    color: var(--text-own-muted);
  }

  .mark {
    display: inline-flex;
    align-items: center;
    gap: 0.2rem;
    font-size: 0.7rem;
  }

  .mark.failed {
    color: var(--danger);
  }

  .failure {
    padding-inline: var(--space-1);
    color: var(--danger);
    font-size: var(--text-s);
    text-align: end;
  }

  .failure button {
    min-block-size: 1.75rem;
    padding-inline: var(--space-2);
    color: inherit;
    text-decoration: underline;
  }

  @media (pointer: coarse) {
    .fold,
    .failure button {
      min-block-size: var(--target);
      min-inline-size: var(--target);
    }

    .fold ~ .meta {
      margin-block-start: calc((var(--target) - 1lh) / 2);
    }

    .text figure button {
      min-block-size: var(--target);
      inline-size: var(--target);
    }
  }

  article.large .bubble {
    background: none;
    padding-inline: 0;
  }

  article.large .meta {
    margin-block-start: 1.75rem;
  }

  article.large .text {
    font-size: 2.5rem;
    line-height: 1.2;
  }

  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
  }
`
