import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: 'web',
  build: { outDir: '../dist/web', emptyOutDir: true, target: 'es2023', sourcemap: true },
  // simple-peer's own entry expects Node's `global`; its prebuilt bundle does not (feross/simple-peer#883).
  resolve: { alias: { 'simple-peer': 'simple-peer/simplepeer.min.js' } },
  test: {
    root: '.',
    include: ['{protocol,server,web,sim,bench}/**/*.test.ts'],
    environment: 'node',
  },
})
