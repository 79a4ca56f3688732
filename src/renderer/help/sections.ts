import { Lexer, marked } from 'marked'
import type { Tokens } from 'marked'

/** A page of docs/: `name` as its file without .md; `text` is Markdown. */
export type HelpPage = { readonly name: string; readonly title: string; readonly text: string }

/** What stands below one heading, up to the next. `address`: "parameters#working-box", unique over all pages; a page's first section is at "parameters". */
export type Section = { readonly address: string; readonly page: string; readonly title: string; readonly depth: number; readonly words: string }

/** A heading as an anchor, the way Git hosts make it, so that links work there too. */
export const slug = (heading: string): string => heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim().replaceAll(' ', '-')

const plain = (markdown: string): string => markdown.replaceAll(/[`*|]|\[([^\]]*)\]\([^)]*\)/g, (_, label: string | undefined) => label ?? '').replaceAll(/(?:-{3,}|\s)+/g, ' ').trim()

const isHeading = (token: { readonly type: string }): token is Tokens.Heading => token.type === 'heading'

/** The page cut at its headings, in their order. */
export function sectionsOf({ name, title, text }: HelpPage): Section[] {
  const sections: { heading: string; depth: number; raw: string }[] = []
  for (const token of Lexer.lex(text)) {
    if (isHeading(token)) sections.push({ heading: plain(token.text), depth: token.depth, raw: '' })
    else if (sections.length > 0) sections[sections.length - 1].raw += token.raw
  }
  return sections.map(({ heading, depth, raw }) => ({ address: depth === 1 ? name : `${name}#${slug(heading)}`, page: title, title: heading, depth, words: plain(raw) }))
}

/** Where a link of a page leads: another page or heading; a link elsewhere has none, for the program fetches nothing. */
export const linkedAddress = (page: string, href: string): string => {
  const [file, anchor] = href.split('#')
  return `${file === '' ? page : file.replace(/\.md$/, '')}${anchor === undefined ? '' : `#${anchor}`}`
}

/** The id of a heading in the page that is shown. */
export const headingId = (address: string): string => `help-${address.replace('#', '-')}`

/** A page as HTML, its headings one level lower (the dialog has the first) with ids to jump to. Its text is part of the program, so nobody else's HTML comes in. */
export function htmlOf(page: HelpPage): string {
  const renderer = new marked.Renderer()
  renderer.heading = function heading({ tokens, depth, text }) {
    const id = headingId(depth === 1 ? page.name : `${page.name}#${slug(plain(text))}`)
    return `<h${depth + 1} id="${id}" tabindex="-1">${this.parser.parseInline(tokens)}</h${depth + 1}>\n`
  }
  renderer.table = token => `<div class="help-table" tabindex="0" role="region" aria-label="${plain(token.header[0].text)}: table">${marked.Renderer.prototype.table.call(renderer, token)}</div>`
  return marked.parse(page.text, { renderer, async: false })
}
