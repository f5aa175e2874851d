import * as v from 'valibot'
import type { Welcome } from '../../protocol/session.ts'
import type { Clock } from './ports/clock.ts'
import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'
import { Uint32 } from '../../protocol/ids.ts'
import type { Prekey } from '../../protocol/keys.ts'

/** How often a tab that stays open looks whether its prekey has aged, milliseconds. */
const PERIOD = 3600_000

/** Keeps the prekey young and destroys old ones as soon as no stored mail needs them. */
export interface PrekeyRotation {
  /** A sign-in published the current prekey, unless the server knows one that is newer or has another key. */
  welcomed(welcome: Welcome): void
  close(): void
}

/** Destroys the newest of these prekeys, and all before it, that the server says no stored mail needs. */
async function retirePrekeys(
  ids: readonly number[],
  sealer: Sealer,
  ask: (id: number) => Promise<CommandResult<'prekey:retire'>>,
): Promise<void> {
  for (const id of ids.toSorted((a, b) => b - a)) {
    const answer = await ask(id)
    if (answer.ok && answer.value.retired) return sealer.destroyPrekeys(id)
  }
}

/** Creates it; the leader tab has one. */
export function createPrekeyRotation(ports: {
  readonly clock: Clock
  readonly sealer: Sealer
  isConnected(): boolean
  publish(prekey: Prekey): Promise<CommandResult<'prekey:publish'>>
  retire(id: number): Promise<CommandResult<'prekey:retire'>>
  broken(error: unknown): void
}): PrekeyRotation {
  const { clock, sealer } = ports
  let published = 0
  let cancel = () => {}

  async function rotate(): Promise<void> {
    // A server that claims all ids leaves none for a new prekey: the next sign-in says so.
    if (!ports.isConnected() || !v.is(Uint32, published + 1)) return
    const { prekey, superseded } = await sealer.currentPrekey(published)
    if (prekey.id > published) {
      if (!(await ports.publish(prekey)).ok) return
      published = prekey.id
    }
    await retirePrekeys(superseded, sealer, ports.retire)
  }

  function schedule(): void {
    cancel()
    cancel = clock.after(PERIOD, () => {
      rotate().catch(ports.broken)
      schedule()
    })
  }

  return {
    welcomed(welcome) {
      published = welcome.prekeyId
      rotate().catch(ports.broken)
      schedule()
    },
    close: () => cancel(),
  }
}
