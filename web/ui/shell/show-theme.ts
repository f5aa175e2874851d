import type { Preferences } from './preferences.ts'

/** Light, dark or as the system has it: for the page, and for what the browser draws around it in the page's colour. */
export function showTheme(theme: Preferences['theme']): void {
  document.documentElement.dataset['theme'] = theme
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const { scheme } = meta.dataset
    meta.media = theme === 'system' ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? 'all' : 'not all'
  }
}
