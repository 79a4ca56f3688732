const VOID = new Set(['meta', 'img', 'br', 'link', 'input', 'path', 'rect', 'circle', 'image'])

/** Every element is closed, in order: what a browser would otherwise mend in silence. */
export function unbalanced(html: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, closing, tag, selfClosing] of html.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:"[^"]*"|[^">])*?(\/?)>/gi)) {
    if (closing) {
      if (open.pop() !== tag) wrong.push(`</${tag}>`)
    } else if (!selfClosing && !VOID.has(tag)) open.push(tag)
  }
  return [...wrong, ...open]
}
