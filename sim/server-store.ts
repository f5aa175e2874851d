import { createLedger, type Ledger } from '../server/store/ledger.ts'
import { createMemoryTables } from '../server/store/memory.ts'
import { storeOf } from '../server/store/store-of.ts'
import type { Store, Verbs } from '../server/store/store.ts'
import type { Tables } from '../server/store/tables.ts'
import { copyTables } from './backup.ts'
import { createDisk, type DiskPace } from './disk.ts'
import type { Dice } from './dice.ts'
import type { Life } from './life.ts'
import type { Scheduler } from './scheduler.ts'
import type { Happened } from './troubles.ts'

/** Verbs that only read. */
const READS: ReadonlySet<string> = new Set(['load', 'mailPage', 'receiptPage', 'postPage', 'ownPosts', 'retirePrekey'])

/** Stands around every transaction: may look before, and at its outcome. */
export type VerbWatch = <V extends keyof Verbs>(
  verb: V,
  input: Parameters<Verbs[V]>,
  commit: () => ReturnType<Verbs[V]>,
) => ReturnType<Verbs[V]>

/** The server's disk: what was committed outlives every process. */
export interface ServerStorage {
  readonly tables: Tables
  readonly pace: DiskPace
  open(life: Life): Store
  /** Copies everything. Answers what puts the copy in the place of all that is there then. */
  backUp(): () => void
  /** The next write kills the process, right before or right after it is durable. */
  arm(moment: 'before-commit' | 'after-commit'): void
  disarm(): void
}

/** An empty disk with the real verbs on it. */
export function createServerStorage(of: {
  scheduler: Scheduler
  dice: Dice
  slowest: number
  happened: Happened
  watch: VerbWatch
}): ServerStorage {
  let disk = createMemoryTables()
  /** Of the disk that is there now. */
  const tables = new Proxy<Tables>(disk, { get: (_, verb) => Reflect.get(disk, verb) as unknown })
  const ledger: Ledger = createLedger(tables)
  const pace: DiskPace = { slowest: of.slowest }
  let armed: 'before-commit' | 'after-commit' | undefined
  let opened = 0

  function commit<V extends keyof Verbs>(verb: V, input: Parameters<Verbs[V]>): ReturnType<Verbs[V]> {
    // The compiler loses the tie between a verb and its reply on the way through `apply`.
    return of.watch(verb, input, () => Reflect.apply(ledger.verbs[verb], ledger.verbs, input) as ReturnType<Verbs[V]>)
  }

  return {
    tables,
    pace,
    open(life) {
      // What a process remembers dies with it.
      ledger.reload()
      const access = createDisk({ ...of, life, pace, dice: of.dice.fork(`disk ${++opened}`) })
      return storeOf(
        <V extends keyof Verbs>(verb: V) =>
          (...input: Parameters<Verbs[V]>) =>
            access.run<ReturnType<Verbs[V]>>(() => {
              const moment = READS.has(verb) ? undefined : armed
              if (moment) armed = undefined
              if (moment === 'before-commit') {
                of.happened('server died before a commit')
                life.kill()
                return new Promise<never>(() => {})
              }
              const outcome = commit(verb, input)
              if (moment === 'after-commit') {
                of.happened('server died after a commit')
                life.kill()
              }
              return outcome
            }),
        async () => {},
      )
    },
    backUp() {
      const backup = copyTables(disk)
      return () => {
        disk = copyTables(backup)
      }
    },
    arm(moment) {
      armed = moment
    },
    disarm() {
      armed = undefined
    },
  }
}
