/**
 * Runs in every page before its scripts: while `deafChannels` is set, data channels swallow what they are given and stay
 * open. Nothing outside of a browser can do this to WebRTC on one machine.
 */
export function armDeafChannels(): void {
  const { send } = RTCDataChannel.prototype
  RTCDataChannel.prototype.send = function (this: RTCDataChannel, ...args: unknown[]) {
    if (document.documentElement.dataset['deafChannels'] !== 'true') Reflect.apply(send, this, args)
  }
}

/** Runs in a page: from now on its channels are half open, or again as they should be. */
export function setDeafChannels(deaf: boolean): void {
  document.documentElement.dataset['deafChannels'] = String(deaf)
}
