import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const documents = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !/^\.|^(?:node_modules|dist|test-results)$/.test(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(root, entry.name), { recursive: true }).map((path) => join(entry.name, String(path)))
      : [entry.name],
  )
  .filter((path) => path.endsWith('.md'))

/** The anchors that GitHub gives to the headings of a document. */
function anchorsOf(document: string): readonly string[] {
  const headings = readFileSync(join(root, document), 'utf8').matchAll(/^#+ (.+)$/gm)
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

it.each(documents)('%s links to what there is', (document) => {
  const links = readFileSync(join(root, document), 'utf8').matchAll(/\]\(((?!https?:)[^)\s]+)\)/g)
  const broken = Array.from(links, ([, link = '']) => link).filter((link) => {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? document : normalize(join(dirname(document), path))
    if (!existsSync(join(root, target))) return true
    return anchor !== undefined && !anchorsOf(target).includes(anchor)
  })
  expect(broken).toEqual([])
})
