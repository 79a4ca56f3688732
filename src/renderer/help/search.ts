import MiniSearch from 'minisearch'
import type { Section } from './sections.ts'

export type Hit = Section & { readonly excerpt: string }

const MOST = 20
/** Letters before and after the first word that was found. */
const BEFORE = 40, AFTER = 120

/** What stands around the first of the words that were found. */
function excerpt({ words }: Section, terms: readonly string[]): string {
  const at = Math.max(0, Math.min(...terms.map(term => words.toLowerCase().indexOf(term)).filter(index => index >= 0), words.length))
  const from = at >= words.length ? 0 : Math.max(0, at - BEFORE), to = from + BEFORE + AFTER
  return `${from > 0 ? '… ' : ''}${words.slice(from, to)}${to < words.length ? ' …' : ''}`
}

/** Full-text search over the sections: every word must be there, the last one may be begun, and a letter in six may be wrong. Best first. */
export function searcher(sections: readonly Section[]): (query: string) => Hit[] {
  const index = new MiniSearch<Section>({ idField: 'address', fields: ['title', 'words', 'page'], searchOptions: { combineWith: 'AND', prefix: true, fuzzy: 1 / 6, boost: { title: 4 } } })
  index.addAll(sections)
  const at = new Map(sections.map(section => [section.address, section]))
  return query => index.search(query).slice(0, MOST).map(({ id, terms }) => {
    const section = at.get(id as string)!
    return { ...section, excerpt: excerpt(section, terms) }
  })
}
