import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { PageRequest } from './answerPage.ts'
import type { Answered } from './forward.ts'

/** Answers that must not have a body, not even an empty one. */
const BODILESS = new Set([204, 205, 304])

/** What a page asks, in our words. */
export async function fromWeb(request: Request): Promise<PageRequest> {
  const { url, method, headers } = request
  return { url, method, origin: headers.get('origin'), contentType: headers.get('content-type'), body: request.body && new Uint8Array(await request.arrayBuffer()) }
}

/** Our answer in the web's words; a page that goes away ends the source too. */
export const toWeb = ({ status, headers, body }: Answered): Response =>
  new Response(BODILESS.has(status) ? null : Readable.toWeb(body) as WebStream<Uint8Array>, { status, headers })
