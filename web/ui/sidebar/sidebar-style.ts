import { css } from 'lit'

/** The list of conversations, the filter over it, and what stands below. */
export const sidebarStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--surface-side);
  }

  .filter {
    position: relative;
    flex: none;
    padding: var(--space-3) var(--space-3) var(--space-2);
    padding-block-start: max(var(--space-3), env(safe-area-inset-top));
  }

  .filter > vc-icon {
    position: absolute;
    inset-inline-start: var(--space-5);
    inset-block: 0;
    margin-block: auto;
    margin-block-start: calc(var(--space-3) + (var(--target) - 1rem) / 2);
    font-size: 0.8rem;
    color: var(--text-muted);
  }

  .filter input {
    padding-inline: 2.25rem;
    background: var(--surface);
    font-size: max(var(--text-s), 0.8125rem);
  }

  .filter input::-webkit-search-cancel-button {
    display: none;
  }

  .filter button {
    position: absolute;
    inset-inline-end: var(--space-3);
  }

  nav {
    flex: 1;
    min-block-size: 0;
    padding: var(--space-1) var(--space-2) var(--space-3);
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  ul {
    list-style: none;
  }

  li {
    content-visibility: auto;
    contain-intrinsic-block-size: 3.75rem;
  }

  .none:not(:empty) {
    padding: var(--space-4) var(--space-3);
  }

  /* With little height, what is offered comes after the list instead of taking its room. */
  @media (height < 30rem) {
    :host {
      overflow-y: auto;
      scroll-padding-block: 4rem;
    }

    nav {
      flex: 1 0 auto;
      overflow-y: visible;
    }

    section {
      display: contents;
    }

    .filter,
    vc-own-card {
      position: sticky;
      inset-block: 0;
      z-index: 1;
      background: var(--surface-side);
    }
  }

  /* With hardly any, such as at 400 % zoom, everything scrolls: what stayed would cover the list. */
  @media (height < 17rem) {
    :host {
      scroll-padding-block: 0;
    }

    .filter,
    vc-own-card {
      position: relative;
    }
  }
`
