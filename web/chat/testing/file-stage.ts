import { afterAll, afterEach, beforeAll } from 'vitest'
import { NO_LIMITS, startServer, type StartedServer } from '../../../server/testing/start-server.ts'
import { createStage } from './stage.ts'

/** A stage on a real server that all tests of the calling file share; it is cleared after each. */
export function createFileStage(): ReturnType<typeof createStage> & { url(): string } {
  let server: StartedServer | undefined
  const url = () => {
    if (!server) throw new Error('only while tests run')
    return server.url
  }
  const stage = createStage(url)
  beforeAll(async () => {
    server = await startServer({ args: NO_LIMITS })
  })
  afterEach(stage.clear)
  afterAll(() => server?.stop())
  return { ...stage, url }
}
