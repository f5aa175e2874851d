import { build } from 'vite'

/** Builds the page that the servers of all tests serve. */
export default async function buildPage(): Promise<void> {
  await build({ logLevel: 'warn' })
}
