import { css } from 'lit'

/** One card in the middle, whoever was here before below it. */
export const signInStyle = css`
  :host {
    display: grid;
    place-items: safe center;
    box-sizing: border-box;
    block-size: 100%;
    padding: var(--space-5) var(--space-4) max(var(--space-5), env(safe-area-inset-bottom));
    background: var(--surface-side);
    overflow-y: auto;
  }

  main {
    inline-size: min(25rem, 100%);
  }

  header {
    display: grid;
    justify-items: center;
    gap: var(--space-2);
    margin-block-end: var(--space-5);
    text-align: center;
    text-wrap: balance;
  }

  header img {
    margin-block-end: var(--space-2);
  }

  /* With little height, such as above a phone's keyboard, the first field is in sight without scrolling. */
  @media (height < 30rem) {
    :host {
      padding-block-start: var(--space-3);
    }

    header {
      margin-block-end: var(--space-3);
    }

    header img {
      display: none;
    }
  }

  h1 {
    font-size: var(--text-xxl);
    font-weight: 680;
    letter-spacing: -0.015em;
    line-height: var(--leading-tight);
  }

  .card {
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface-raised);
  }

  vc-resident-list {
    margin-block-start: var(--space-5);
  }
`
