// The licence text of everything that is handed on, from the packages' own files.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAMES = /^(un)?(licen[cs]e|copying|notice|copyright|third[-_ ]?party)/i
const APACHE = join(import.meta.dirname, 'licences', 'Apache-2.0.txt')

/** Packages whose files have no licence of their own: the licence that their package.json must name, why its text is the right one, and where that is. */
const WITHOUT_FILE = {
  '@tensorflow/tfjs-layers': { licence: 'Apache-2.0 AND MIT', reason: 'names both in package.json and at the heads of its sources (Google LLC), and is packed without the texts', text: () => `${readFileSync(APACHE, 'utf8')}\n\n${mit('Google LLC')}` },
  '@tensorflow/': { licence: 'Apache-2.0', reason: 'names Apache-2.0 in package.json and at the head of its sources (Google LLC), and is packed without the text', text: () => readFileSync(APACHE, 'utf8') },
  seedrandom: { licence: 'MIT', reason: 'has the text at the end of its README', text: folder => section(join(folder, 'README.md'), /^LICENSE \(MIT\)$/m) },
  tr46: { licence: 'MIT', reason: 'names MIT and its author in package.json, and is packed without the text', text: folder => mit(authorOf(folder)) },
}

/** What follows a heading to the end of the file. */
function section(path, heading) {
  const text = readFileSync(path, 'utf8'), found = heading.exec(text)
  if (!found) throw new Error(`${path}: no licence under ${heading}`)
  return text.slice(found.index)
}

const about = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const mit = author => readFileSync(join(import.meta.dirname, 'licences', 'MIT.txt'), 'utf8').replace('<author>', author)

const authorOf = folder => about(folder).author

/** The texts of one package, with their files' names. Throws where it has none and stands on no list. */
function textsOf(folder) {
  const own = readdirSync(folder).filter(name => NAMES.test(name)).toSorted()
  if (own.length > 0) return { texts: own.map(name => readFileSync(join(folder, name), 'utf8')), note: own.join(', ') }
  const { name, license } = about(folder)
  const listed = Object.entries(WITHOUT_FILE).find(([key]) => (key.endsWith('/') ? name.startsWith(key) : name === key))?.[1]
  if (!listed) throw new Error(`${name}: its package holds no licence text; find out why it may be handed on and list it in scripts/dist/licences.mjs`)
  if (license !== listed.licence) throw new Error(`${name}: was listed as ${listed.licence}, and its package.json now says ${license}`)
  return { texts: [listed.text(folder)], note: listed.reason }
}

/**
 * Writes one text for each package (`folders`: paths of packages) into the folder `target`, and a table of them all. Two copies of one version are one.
 * `others`: pairs of a name and a text for what is no package.
 */
export function writeLicences(folders, others, target) {
  mkdirSync(target, { recursive: true })
  const rows = new Map()
  for (const folder of folders) {
    if (!existsSync(join(folder, 'package.json'))) throw new Error(`${folder}: no such package`)
    const { name, version, license } = about(folder), { texts, note } = textsOf(folder)
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.txt`
    writeFileSync(join(target, file), `${name} ${version}, ${license}\n(${note})\n\n${texts.join('\n\n').trimEnd()}\n`)
    rows.set(file, `${name} ${version}: ${license}`)
  }
  for (const [name, text] of others) {
    writeFileSync(join(target, `${name}.txt`), text)
    rows.set(`${name}.txt`, name)
  }
  const table = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([file, row]) => `${row}  (${file})`)
  writeFileSync(join(target, 'README.txt'), `What this program holds of others, with the licence of each; the program's own is in LICENSE above this folder.\n\n${table.join('\n')}\n`)
}
