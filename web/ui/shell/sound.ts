let context: AudioContext | undefined

/** Two short soft tones. Silent until the user has touched the page: browsers allow no sound before. */
export function playArrival(): void {
  if (!navigator.userActivation.hasBeenActive) return
  context ??= new AudioContext()
  const now = context.currentTime
  tone(context, 660, now)
  tone(context, 880, now + 0.09)
}

function tone(context: AudioContext, frequency: number, at: number): void {
  const oscillator = new OscillatorNode(context, { frequency })
  const gain = new GainNode(context, { gain: 0 })
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(0.08, at + 0.01)
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.22)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(at)
  oscillator.stop(at + 0.24)
}
