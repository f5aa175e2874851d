import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Finding the direction of each line takes the browser more than its share from there on, and seconds for a megabyte. */
const LONG = 100_000

/** Gives each line of a writing box its own direction, except where so much is pasted that the page would stand still. */
export class LineDirection implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #box: () => HTMLTextAreaElement | undefined
  readonly #text: () => string

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    of: { box: () => HTMLTextAreaElement | undefined; text: () => string },
  ) {
    this.#host = host
    this.#box = of.box
    this.#text = of.text
  }

  hostConnected(): void {
    this.#host.addEventListener('beforeinput', this.#coming)
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('beforeinput', this.#coming)
  }

  hostUpdated(): void {
    this.#fit(this.#text().length)
  }

  /** Before the browser lays it out. */
  readonly #coming = ({ data }: InputEvent) => this.#fit(this.#text().length + (data?.length ?? 0))

  #fit(length: number) {
    const box = this.#box()
    if (box) box.dir = length > LONG ? '' : 'auto'
  }
}
