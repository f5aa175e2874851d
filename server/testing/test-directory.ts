import { onTestFinished } from 'vitest'
import { temporaryDirectory } from './temporary.ts'

/** A fresh directory for the test that runs; it goes after everything that the test releases. */
export async function testDirectory(): Promise<string> {
  const { path, remove } = await temporaryDirectory()
  onTestFinished(remove)
  return path
}
