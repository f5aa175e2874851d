import type { Plugin } from 'vite'

const NOTHING = '\0no-node-crypto'

/**
 * `@hpke/core` tries `import('crypto')` where there is no global WebCrypto. Every browser that we serve has one, so the
 * page gets an empty module there instead of Vite's warning about a module of Node.
 */
export function noNodeCrypto(): Plugin {
  return {
    name: 'no-node-crypto',
    apply: 'build',
    enforce: 'pre',
    resolveId: (id) => (id === 'crypto' ? NOTHING : undefined),
    load: (id) => (id === NOTHING ? 'export const webcrypto = undefined' : undefined),
  }
}
