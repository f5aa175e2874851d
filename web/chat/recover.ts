import type { UserName } from '../../protocol/names.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import type { SignInProblem } from './chat-view.ts'
import type { Sealer } from './ports/sealer.ts'
import type { ConnectionLoss, ServerConnection, ServerLink } from './ports/server-link.ts'

const TIMEOUT = 5000

type Dialled = { readonly connection: ServerConnection; readonly theirs: number } | { readonly loss: ConnectionLoss }

/** A connection whose server has said its first word. */
function dial(link: ServerLink, address: string): Promise<Dialled> {
  return new Promise((resolve) => {
    const connection = link.connect(address, {
      fact({ event, fact }) {
        if (event === 'session:challenged') resolve({ connection, theirs: fact.protocolVersion })
      },
      lost: (loss) => resolve({ loss }),
    })
  })
}

/**
 * "This name is mine": puts a new identity key of this browser in the place of the lost one, by the phrase. Answers what
 * went wrong, or undefined when the name now belongs to this browser (also when it did already). `renew`: makes new keys
 * once the phrase has proved right, because the present ones may have been the name's before, and no key comes back.
 */
export async function recoverName(
  of: { name: UserName; server: string; phrase: string },
  { link, sealer, renew }: { link: ServerLink; sealer: Sealer; renew: () => Promise<Sealer | undefined> },
): Promise<SignInProblem | undefined> {
  const { name, server } = of
  const problem = await sealer.phraseProblem(of.phrase)
  if (problem) return { kind: 'phrase', problem }
  const dialled = await dial(link, server)
  if ('loss' in dialled) return { kind: 'connection', loss: dialled.loss, server }
  const { connection, theirs } = dialled
  try {
    if (theirs !== PROTOCOL_VERSION) return { kind: 'wrong-version', server, theirs, ours: PROTOCOL_VERSION }
    const begun = await connection.send('recovery:begin', { name }, TIMEOUT)
    if (!begun.ok) return refused(begun.error, server)
    if (begun.value.identityKey === sealer.identityKey) return undefined
    if (!(await sealer.succeed(of.phrase, begun.value)))
      return { kind: 'refused', error: 'wrong-phrase', message: 'The phrase belongs to another name.' }
    const heir = await renew()
    const words = await heir?.succeed(of.phrase, begun.value)
    const current = await heir?.currentPrekey(0).catch(() => undefined)
    if (!words || !current) return { kind: 'keys' }
    const done = await connection.send('recovery:complete', { name, ...words, prekey: current.prekey }, TIMEOUT)
    return done.ok ? undefined : refused(done.error, server)
  } finally {
    connection.close()
  }
}

function refused(
  error:
    | { kind: 'no-answer'; message: string }
    | { kind: Extract<SignInProblem, { kind: 'refused' }>['error']; message: string },
  server: string,
): SignInProblem {
  return error.kind === 'no-answer'
    ? { kind: 'connection', loss: { reason: 'lost' }, server }
    : { kind: 'refused', error: error.kind, message: error.message }
}
