const HEADING = '<h2>Methods, for a paper</h2>'

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

const plain = (markup: string): string => markup.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot|#39);/g, entity => ENTITIES[entity]).replace(/\s+/g, ' ').trim()

const contents = (markup: string, element: 'p' | 'li'): string[] => [...markup.matchAll(new RegExp(`<${element}\\b[^>]*>(.*?)</${element}>`, 'gs'))].map(([, inner]) => plain(inner))

/** The methods section of report.html as plain text, its references numbered below; null where the report has none. Of markup as our report is written, no other. */
export function methodsText(html: string): string | null {
  const start = html.indexOf(HEADING)
  if (start < 0) return null
  const section = html.slice(start, html.indexOf('</section>', start))
  const references = contents(section, 'li').map((text, i) => `${i + 1}. ${text}`)
  return [...contents(section, 'p'), references.join('\n')].filter(text => text !== '').join('\n\n')
}
