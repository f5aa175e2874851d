import { createStore, type Store } from '../../chat/store.ts'

/** How the page looks and draws attention; one set per browser. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark'
  /** `unasked` until the user chose; the browser's permission is asked only then. */
  readonly notifications: 'unasked' | 'on' | 'off'
  readonly sound: boolean
  /** Whether a character alone does something, where nobody writes. */
  readonly singleKeys: boolean
  /** Whether the offer of a recovery phrase was turned down. */
  readonly recovery: 'unasked' | 'declined'
}

const KEY = 'vc-preferences'
const INITIAL: Preferences = {
  theme: 'system',
  notifications: 'unasked',
  sound: true,
  singleKeys: true,
  recovery: 'unasked',
}

/**
 * Preferences over `localStorage`. Where that is forbidden, reading it throws: then a choice lasts until the page is left.
 * `reread`: for `storage` events, when another tab has written there.
 */
export function createPreferences(
  storage: () => Pick<Storage, 'getItem' | 'setItem'>,
): Store<Preferences> & { reread(event: { key: string | null }): void } {
  const store = createStore(readPreferences(storage))
  return {
    ...store,
    // After a change of something else, a choice that could not be stored stays. Without a key all was cleared.
    reread({ key }) {
      if (key === null || key === KEY) store.set(readPreferences(storage))
    },
    set(value) {
      store.set(value)
      try {
        storage().setItem(KEY, JSON.stringify(value))
      } catch {
        // A full or forbidden storage costs only the memory of a choice.
      }
    },
  }
}

function readPreferences(storage: () => Pick<Storage, 'getItem'>): Preferences {
  try {
    const read: unknown = JSON.parse(storage().getItem(KEY) ?? '{}')
    return isRecord(read)
      ? {
          theme: oneOf(read['theme'], ['system', 'light', 'dark'], INITIAL.theme),
          notifications: oneOf(read['notifications'], ['unasked', 'on', 'off'], INITIAL.notifications),
          recovery: oneOf(read['recovery'], ['unasked', 'declined'], INITIAL.recovery),
          sound: isOn(read['sound'], INITIAL.sound),
          singleKeys: isOn(read['singleKeys'], INITIAL.singleKeys),
        }
      : INITIAL
  } catch {
    return INITIAL
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isOn(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise
}

function oneOf<const T extends string>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise
}
