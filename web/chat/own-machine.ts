/** Whether an origin is of the machine that the page runs on, which is there without any network. */
export function isOwnMachine(origin: string): boolean {
  return /^https?:\/\/(?:(?:[^/]+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(origin)
}
