import type { Sealer } from './ports/sealer.ts'
import type { CommandResult } from './ports/server-link.ts'

/** Destroys the newest of these prekeys, and all before it, that the server says no stored mail needs. */
export async function retirePrekeys(
  ids: readonly number[],
  sealer: Sealer,
  ask: (id: number) => Promise<CommandResult<'prekey:retire'>>,
): Promise<void> {
  for (const id of ids.toSorted((a, b) => b - a)) {
    const answer = await ask(id)
    if (answer.ok && answer.value.retired) return sealer.destroyPrekeys(id)
  }
}
