import { Worker } from 'node:worker_threads'
import type { Store, Verbs } from './store.ts'
import { storeOf } from './store-of.ts'
import { fromFlatResult, toBatch } from './flat-mail.ts'
import type { Call, CallResult, FromWorker } from './worker-messages.ts'

interface Waiting {
  readonly call: Call
  readonly settle: (result: CallResult) => void
}

const NO_RESULT: CallResult = { ok: false, reason: 'no result' }

/**
 * Opens the database `file` in a worker thread. What is asked while a commit runs shares the next one, so the number of
 * fsyncs does not grow with the load. `onFailure` is told once when the disk or the database failed; from then on
 * nothing settles and the process must end. Rejects when the file cannot be opened or a newer program made it.
 */
export async function openSqliteStore(file: string, onFailure: (reason: string) => void): Promise<Store> {
  const worker = new Worker(new URL('./sqlite-thread.mjs', import.meta.url), {
    execArgv: [],
    workerData: file,
    // What crosses lives for one batch: with more room V8 only takes longer to give it back.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  let queue: Waiting[] = []
  let running: readonly Waiting[] = []
  let state: 'idle' | 'scheduled' | 'running' | 'closed' | 'failed' = 'idle'
  let whenIdle: (() => void) | undefined

  const flush = () => {
    if (state === 'failed' || state === 'closed') return
    if (queue.length === 0) {
      state = 'idle'
      whenIdle?.()
      return
    }
    state = 'running'
    running = queue
    queue = []
    const batch = toBatch(running.map(({ call }) => call))
    worker.postMessage(batch, [batch.envelopes.buffer])
  }
  const fail = (reason: string) => {
    if (state === 'failed' || state === 'closed') return
    state = 'failed'
    onFailure(reason)
  }
  const ask = (call: Call, settle: Waiting['settle']) => {
    queue.push({ call, settle })
    if (state !== 'idle') return
    state = 'scheduled'
    // At the end of the loop turn, so that everything which arrived in this turn goes along.
    setImmediate(flush)
  }

  await new Promise<void>((resolve, reject) => {
    worker.once('message', (message: FromWorker) => {
      worker.off('error', reject)
      if (message.type === 'opened') return resolve()
      void worker.terminate()
      reject(new Error(message.type === 'refused' ? message.reason : 'the store did not open'))
    })
    worker.once('error', reject)
  })
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'failed') return fail(message.reason)
    if (message.type !== 'committed') return
    const told = running
    running = []
    flush()
    told.forEach((call, index) => call.settle(fromFlatResult(message.results[index] ?? NO_RESULT)))
  })
  worker.on('error', (error) => fail(error.message))
  worker.on('exit', (code) => fail(`the store's thread ended with code ${code}`))

  return storeOf(
    <V extends keyof Verbs>(verb: V) =>
      (...input: Parameters<Verbs[V]>) =>
        new Promise<ReturnType<Verbs[V]>>((resolve, reject) => {
          // The compiler loses the tie between a verb and its input.
          ask({ verb, input } as Call, (result) => {
            // Our own thread answers the verb that was asked: what `Verbs` says is what comes back.
            if (result.ok) resolve(result.value as ReturnType<Verbs[V]>)
            else reject(new Error(`${verb}: ${result.reason}`))
          })
        }),
    async () => {
      if (state !== 'idle') await new Promise<void>((resolve) => (whenIdle = resolve))
      state = 'closed'
      const closed = new Promise<void>((resolve) => worker.once('message', () => resolve()))
      worker.postMessage({ type: 'close' })
      await closed
      await worker.terminate()
    },
  )
}
