// What a worker thread starts with: Node gives it no loader for TypeScript, whatever the main thread has.
import { register } from 'tsx/esm/api'

register()
await import('./sqlite-worker.ts')
