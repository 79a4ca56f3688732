import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { COOKIE } from '../host/access.ts'
import { SOCKET_HOST } from '../host/server.ts'
import type { CoreAddress } from './coreProcess.ts'

/** What a page asks, in the words of either generation of Electron; `path` with its query. */
export type Asked = { readonly method: string; readonly path: string; readonly contentType: string | null; readonly body: Uint8Array | null }
/** What it gets; a body without end flows as it comes. */
export type Answered = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Readable }

/** Between the core and this process only: how the bytes travel, and the token. */
const NOT_FOR_PAGES = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date', 'set-cookie'])

function headersForPage(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !NOT_FOR_PAGES.has(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]))
}

/** Asks the core for a page, with the token that the page never sees. Rejects where the core cannot be reached. */
export function forward({ socket, token }: CoreAddress, { method, path, contentType, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: SOCKET_HOST, cookie: `${COOKIE}=${token}`,
      ...(contentType !== null && { 'content-type': contentType }),
      ...(body !== null && { 'content-length': body.length }),
    }
    // A connection for each: on a socket it costs nothing, and none that is kept open can be closed just as it is used again.
    const request = httpRequest({ socketPath: socket, method, path, headers, agent: false }, response => {
      response.on('error', () => undefined) // a core that dies amid an answer: the page sees it end
      resolve({ status: response.statusCode ?? 502, headers: headersForPage(response.headers), body: response })
    })
    request.on('error', reject)
    request.end(body ?? undefined)
  })
}
