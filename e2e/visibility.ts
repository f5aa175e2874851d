import type { Tab } from './tab.ts'

/** Puts a page in the background, or brings it back, as far as it can tell. */
export async function setVisibility({ page }: Tab, visibility: DocumentVisibilityState): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, visibility)
}
