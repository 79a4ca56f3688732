import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { START_AGAIN } from './address.ts'
import type { Answered } from './forward.ts'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: #f6f7f9; color: #1b1f24 }
body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.4rem; margin: 0 0 .5rem }
code { display: block; margin: 1rem 0; padding: .75rem; border-radius: 6px; background: #e8ebef; font-size: .85rem; overflow-wrap: anywhere }
a { display: inline-block; padding: .5rem 1.25rem; border-radius: 6px; background: #005a9c; color: #fff; text-decoration: none }
a:focus-visible { outline: 3px solid #e69f00; outline-offset: 2px }
@media (prefers-color-scheme: dark) { :root { background: #16191d; color: #e6e8eb } code { background: #23282e } a { background: #7cc4ff; color: #06233a } }
`
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, one => SPECIAL[one] ?? one)

/** What a window without a core shows, whatever page it wanted: why, and the way on. */
export function stoppedPage(reason: string): Answered {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>CGR has stopped</title><style>${STYLE}</style></head>
<body data-testid="core-stopped"><h1>The computing part of CGR has stopped</h1>
<p>Projects are saved as they were. A run that was going on can be resumed from its last checkpoint.</p>
<code>${escaped(reason)}</code>
<p><a href="${START_AGAIN}">Start again</a></p></body></html>`
  return { status: 503, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }, body: Readable.from([Buffer.from(html)]) }
}
