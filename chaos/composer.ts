import type { VcComposer } from '../web/ui/conversation/vc-composer.ts'

/** What became of a line that was typed and submitted. */
export type Submitted = { readonly accepted: true } | { readonly accepted: false; readonly why: string }

/**
 * Runs inside the page: opens the conversation by its address, types into the real composer and presses the real button.
 * It goes where a user's fingers go, only faster. Everything it needs is inside, since its source travels.
 */
export async function submitInPage({
  conversation,
  text,
}: Record<'conversation' | 'text', string>): Promise<Submitted> {
  const find = <K extends keyof HTMLElementTagNameMap>(root: Element | null | undefined, tag: K) =>
    root?.shadowRoot?.querySelector(tag) ?? undefined
  const until = async <T>(look: () => T | undefined, ms: number): Promise<T | undefined> => {
    for (const end = performance.now() + ms; performance.now() < end;) {
      const found = look()
      if (found !== undefined) return found
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    return undefined
  }
  const composerShown = (): VcComposer | undefined => {
    const workspace = find(document.querySelector('vc-app'), 'vc-workspace')
    const shown = find(workspace, 'vc-conversation')
    const composer = shown?.conversation === conversation ? find(shown, 'vc-composer') : undefined
    return find(composer, 'textarea') && composer
  }

  if (location.hash !== `#/${conversation}`) location.hash = `#/${conversation}`
  const composer = await until(composerShown, 5000)
  const box = find(composer, 'textarea')
  const button = find(composer, 'button')
  if (!composer || !box || !button) return { accepted: false, why: 'no composer' }
  box.value = text
  box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
  await composer.updateComplete
  if (button.disabled) return { accepted: false, why: 'Send is disabled' }
  let submitted = false
  composer.addEventListener('vc-submitted', () => (submitted = true), { once: true })
  button.click()
  const outcome = await until((): Submitted | undefined => {
    if (submitted) return { accepted: true }
    const hint = composer.shadowRoot?.querySelector('.hint.wrong')?.textContent?.trim()
    return hint ? { accepted: false, why: hint } : undefined
  }, 15_000)
  return outcome ?? { accepted: false, why: 'no answer' }
}
