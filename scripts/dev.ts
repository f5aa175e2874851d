import { spawn, type ChildProcess } from 'node:child_process'

// A chat server that admits the page of Vite's dev server, and that dev server. Both end together.

const PAGE = 'http://localhost:5173'

const children: readonly ChildProcess[] = [
  ['--import', 'tsx', 'server/main.ts', '--host', '127.0.0.1', '--origin', `${PAGE},http://localhost:8080`],
  // Not by npx, which ends on a signal and leaves what it started.
  ['node_modules/vite/bin/vite.js'],
].map((args) => spawn(process.execPath, args, { stdio: 'inherit' }))

function stop(): void {
  for (const child of children) child.kill()
}

for (const child of children) {
  child.once('exit', (code) => {
    process.exitCode ||= code ?? 0
    stop()
  })
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
