import { css } from 'lit'

/** Three panes, or as many as there is room for. */
export const workspaceStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
  }

  .panes {
    flex: 1;
    min-block-size: 0;
    display: grid;
    grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr);
  }

  .panes.details {
    grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr) 20rem;
  }

  vc-sidebar {
    border-inline-end: 1px solid var(--line);
  }

  main {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    background: var(--surface);
  }

  vc-conversation {
    flex: 1;
  }

  aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-block-size: 0;
    border-inline-start: 1px solid var(--line);
  }

  /* With hardly any height, such as at 400 % zoom, what stands above scrolls away instead of taking all of it. */
  @media (height < 20rem) {
    :host {
      overflow-y: auto;
    }

    .panes {
      flex-basis: 12rem;
      flex-shrink: 0;
    }
  }

  .nothing {
    margin: auto;
    max-inline-size: 24rem;
    padding: var(--space-5);
    text-align: center;
    text-wrap: balance;
    color: var(--text-muted);
  }

  .nothing vc-icon {
    font-size: 2rem;
    margin-block-end: var(--space-3);
  }

  .nothing h1 {
    margin-block-end: var(--space-1);
    font-size: var(--text-l);
    font-weight: 650;
    color: var(--text);
  }

  .keys {
    white-space: nowrap;
  }

  kbd {
    padding: 0 var(--space-1);
    border: 1px solid var(--line);
    border-radius: var(--radius-s);
    background: var(--surface-side);
    font: inherit;
    font-size: 0.92em;
  }

  /* In em, as the panes are in rem: who reads larger letters needs the room earlier. */
  @media (width < 67.5em) {
    .panes.details {
      grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr);
    }

    .panes.details main {
      display: none;
    }
  }

  @media (width < 45em) {
    .panes,
    .panes.details {
      grid-template-columns: minmax(0, 1fr);
    }

    vc-sidebar,
    aside {
      border: 0;
    }

    .panes:not(.list) vc-sidebar,
    .panes.list main,
    .panes.details main {
      display: none;
    }
  }

  @media print {
    :host,
    .panes:not(.list),
    .panes:not(.list) main {
      display: block;
      block-size: auto;
      overflow: visible;
    }

    section,
    aside,
    .panes:not(.list) vc-sidebar {
      display: none;
    }
  }
`
