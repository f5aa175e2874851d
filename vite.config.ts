import { defineConfig } from 'vitest/config'
import { weighFirstLoad } from './scripts/first-load.ts'
import { noNodeCrypto } from './scripts/no-node-crypto.ts'
import { precompress } from './scripts/precompress.ts'

/** Where `npm run dev` finds the chat server. */
const CHAT_SERVER = process.env['VIRTUAL_CHAT_SERVER'] ?? 'http://localhost:8080'

export default defineConfig({
  root: 'web',
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // The page's policy allows no inline scripts and no `data:` URLs.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // On a busy machine it would tell everybody who runs `npm start` that compressing takes time.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  plugins: [noNodeCrypto(), weighFirstLoad('web/seal/sealer.ts', { firstLoad: 150_000, seal: 16_000 }), precompress()],
  // simple-peer's own entry expects Node's `global`; its prebuilt bundle does not (feross/simple-peer#883).
  resolve: { alias: { 'simple-peer': 'simple-peer/simplepeer.min.js' } },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/socket.io': { target: CHAT_SERVER, ws: true }, '/health': CHAT_SERVER },
  },
  test: {
    root: '.',
    include: ['{protocol,server,web,sim,bench,chaos,scripts}/**/*.test.ts'],
    environment: 'node',
    // A test waits for states, each by itself quick; how long that takes on a busy machine is not what it checks.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
  },
})
