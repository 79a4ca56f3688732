import { visibleText } from './visibleText.ts'

/** Markup that is known to be safe to put into a page. Made only by `html`, so that no text from a file gets in unescaped. */
export type Html = { readonly markup: string }
export type HtmlValue = Html | string | number | null | readonly Html[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it may stand in an element or a quoted attribute; control characters, which HTML forbids, become �. */
export const escaped = (text: string): string => visibleText(text).replaceAll(/[&<>"']/g, character => ENTITIES[character])

function markupOf(value: HtmlValue): string {
  if (value === null) return ''
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(part => part.markup).join('')
}

/** Template tag: html`<p>${text}</p>` escapes text and keeps markup; null leaves nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: parts.reduce((page, part, i) => page + markupOf(values[i - 1]) + part) }
}
