/** The most items of one run: what a user waits for stays short. */
const MOST = 64

interface Run<T, R> {
  readonly calls: (readonly T[])[]
  size: number
  /** The results of each call, or why it failed. */
  readonly results: Promise<readonly PromiseSettledResult<readonly R[]>[]>
}

/**
 * Runs calls together that come while another runs, in order; each call gets the results of its own items. When a run
 * fails its calls are run one by one, so that none fails because of another.
 */
export function gathered<T, R>(
  run: (items: readonly T[]) => Promise<readonly R[]>,
): (items: readonly T[]) => Promise<readonly R[]> {
  let last: Promise<unknown> = Promise.resolve()
  let open: Run<T, R> | undefined

  async function runAll(calls: readonly (readonly T[])[]): Promise<PromiseSettledResult<readonly R[]>[]> {
    const [together] = await Promise.allSettled([run(calls.flat())])
    if (together.status === 'fulfilled') {
      let from = 0
      return calls.map(({ length }) => ({ status: 'fulfilled', value: together.value.slice(from, (from += length)) }))
    }
    if (calls.length === 1) return [together]
    const each: PromiseSettledResult<readonly R[]>[] = []
    for (const call of calls) each.push(...(await Promise.allSettled([run(call)])))
    return each
  }

  function begin(): Run<T, R> {
    const calls: (readonly T[])[] = []
    const results = last.then(() => {
      if (open?.calls === calls) open = undefined
      return runAll(calls)
    })
    last = results
    return { calls, size: 0, results }
  }

  return async (items) => {
    if (!open || open.size >= MOST) open = begin()
    const { calls, results } = open
    open.size += items.length
    const place = calls.push(items) - 1
    const mine = (await results)[place]
    if (mine?.status === 'fulfilled') return mine.value
    throw mine?.reason
  }
}
