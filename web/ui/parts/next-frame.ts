const HIDDEN_MS = 100

/** The next animation frame; in a hidden page, where there are none, a tenth of a second. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const frame = requestAnimationFrame(() => finish())
    const timer = setTimeout(() => finish(), HIDDEN_MS)
    const finish = () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      resolve()
    }
  })
}
