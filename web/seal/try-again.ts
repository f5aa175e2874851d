/** As often as makes a browser that fails at one key in a hundred fail at none in a million. */
const TRIES = 4

/** Makes a key. WebKitGTK fails at some by chance, seemingly those that begin with a zero byte, and makes the next one. */
export async function tryAgain<T>(make: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (tries === 1) throw error
    return await tryAgain(make, tries - 1)
  }
}
