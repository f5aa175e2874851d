/** A stretch of text, or an address in it. `href` is what the browser opens; `text` shows it with the host in ASCII. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const MAX_LINKS = 50
const MAX_LENGTH = 2_048
/** `www.` begins an address only where a word begins: not in `a.www.b`, `a@www.b` or `ftp://www.b`. */
const START = /\b[Hh][Tt][Tt][Pp][Ss]?:\/\/|(?<![\p{L}\p{M}\p{N}_.@/-])[Ww]{3}\.(?=[\p{L}\p{N}])/gu
const END = /[\s<>"'`{}|\\^]|$/g

/** Cuts text into plain stretches and addresses: http(s), or without a scheme after `www.`. Linear: one pass, no backtracking. */
export function scanLinks(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let done = 0
  let links = 0
  START.lastIndex = 0
  for (let start = START.exec(text); start && links < MAX_LINKS; start = START.exec(text)) {
    END.lastIndex = START.lastIndex
    const end = END.exec(text)?.index ?? text.length
    START.lastIndex = end
    if (end - start.index > MAX_LENGTH) continue
    const typed = withoutTail(text.slice(start.index, end))
    const url = parseAddress(typed)
    if (!url) continue
    if (start.index > done) pieces.push({ kind: 'text', text: text.slice(done, start.index) })
    pieces.push({ kind: 'link', text: shownAddress(typed, url), href: url.href })
    done = start.index + typed.length
    links += 1
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) })
  return pieces
}

/** Drops the punctuation of the sentence around an address; a closing bracket stays when its opening one is inside. */
function withoutTail(typed: string): string {
  let end = typed.length
  const surplus = { ')': count(typed, ')') - count(typed, '('), ']': count(typed, ']') - count(typed, '[') }
  while (end > 0) {
    const last = typed[end - 1]
    if (last === ')' || last === ']') {
      if (surplus[last] <= 0) break
      surplus[last] -= 1
    } else if (last === undefined || !'.,:;!?*_~'.includes(last)) break
    end -= 1
  }
  return typed.slice(0, end)
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

/** An address that may be opened: http or https, a host, nobody's name or password in it. */
function parseAddress(typed: string): URL | undefined {
  const address = hasScheme(typed) ? typed : `https://${typed}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  return url.hostname && !url.username && !url.password ? url : undefined
}

function hasScheme(typed: string): boolean {
  return /^https?:/i.test(typed)
}

/** As typed, except that a host in other letters is shown in punycode, so that look-alikes show. */
function shownAddress(typed: string, url: URL): string {
  const hostStart = hasScheme(typed) ? typed.indexOf('//') + 2 : 0
  const scheme = typed.slice(0, hostStart)
  const rest = typed.slice(hostStart)
  const hostEnd = rest.search(/[/?#]/)
  return `${scheme.toLowerCase()}${url.host}${hostEnd === -1 ? '' : rest.slice(hostEnd)}`
}
