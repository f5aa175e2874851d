import { css } from 'lit'

/** The page fills what is visible of the window; on paper it is as long as what it shows. */
export const appStyle = css`
  :host {
    position: fixed;
    inset: var(--visible-top, 0) 0 auto;
    display: block;
    block-size: var(--visible-height, 100%);
  }

  .splash {
    display: grid;
    place-items: center;
    block-size: 100%;
    margin: 0;
    color: var(--text-muted);
  }

  @media print {
    :host {
      position: static;
      block-size: auto;
    }

    section,
    vc-page-dialog {
      display: none;
    }
  }
`
