import type { Page } from '@playwright/test'

/** Runs in the page. */
function listen(): void {
  const ROLES: Record<string, string> = { log: 'polite', status: 'polite', alert: 'assertive' }
  const heard: string[] = []
  Reflect.set(window, 'heard', heard)
  const known = new WeakSet<Element>()
  const added = new Set<Node>()

  const words = (node: Node): string => {
    if (node instanceof Text) return node.data.trim()
    if (!(node instanceof Element)) return ''
    const inside = [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(words)
    return [node.getAttribute('aria-label') ?? '', ...inside].filter(Boolean).join(' ')
  }
  const upFrom = (node: Node | null): Node[] =>
    node ? [node, ...upFrom(node instanceof ShadowRoot ? node.host : node.parentNode)] : []
  const isRegion = (node: Node): node is Element =>
    node instanceof Element && (node.hasAttribute('aria-live') || (node.getAttribute('role') ?? '') in ROLES)
  const regionOf = (node: Node) => upFrom(node).find(isRegion)
  const regionsIn = (node: Node): Element[] => {
    if (!(node instanceof Element)) return []
    const inside = [...(node.shadowRoot?.children ?? []), ...node.children].flatMap(regionsIn)
    return isRegion(node) ? [node, ...inside] : inside
  }
  // Readers see what the page is once a frame is drawn.
  const frame = () => {
    const nodes = [...added].filter(
      (node) =>
        node.isConnected &&
        !upFrom(node)
          .slice(1)
          .some((outer) => added.has(outer)),
    )
    added.clear()
    for (const node of nodes) {
      const outer = regionOf(node)
      // What comes with its region is heard of an alert only.
      const regions = outer && (known.has(outer) || outer.getAttribute('role') === 'alert') ? [outer] : []
      for (const alert of regionsIn(node)) if (alert.getAttribute('role') === 'alert') regions.push(alert)
      for (const region of new Set(regions)) {
        const live = region.getAttribute('aria-live') ?? ROLES[region.getAttribute('role') ?? '']
        const said = words(region === outer ? node : region)
        if (live !== 'off' && said) heard.push(said)
      }
    }
    for (const region of nodes.flatMap(regionsIn)) known.add(region)
  }
  const observer = new MutationObserver((records) => {
    if (added.size === 0) requestAnimationFrame(frame)
    for (const { type, addedNodes, target } of records) {
      for (const node of type === 'childList' ? addedNodes : [target]) added.add(node)
    }
  })
  const watch = (root: Node) => observer.observe(root, { childList: true, characterData: true, subtree: true })
  watch(document)
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init)
    watch(root)
    return root
  }
}

/**
 * Listens as a screen reader does, from the next load of the page on: to what is added to a live region that is there
 * already, and to new alerts. Returns what tells all that was heard so far.
 */
export async function hear(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(listen)
  await page.reload()
  return () => page.evaluate(() => Reflect.get(window, 'heard') as string[])
}
