import { createTimeWords } from './time.ts'

/** Time words for the reader of this page. */
export const pageTime = createTimeWords(navigator.languages)
