import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const COOKIE = 'cgr_token'

/** Compared by digest, so that neither length nor place of the first difference shows in the time. */
export const isToken = (given: string, token: string): boolean => timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(token).digest())

export const hasCookie = (request: IncomingMessage, token: string): boolean =>
  (request.headers.cookie ?? '').split(/; */).some(pair => pair.startsWith(`${COOKIE}=`) && isToken(pair.slice(COOKIE.length + 1), token))

/**
 * Whether a request may have come from a page of ours: by our own name, which a page that rebinds another name to this address does not use,
 * and from no other site. Null: it may; else the status to refuse it with.
 */
export function foreign(request: IncomingMessage, host: string, origin: string): number | null {
  const { headers } = request
  if (headers.host !== host) return 421
  if (headers.origin !== undefined && headers.origin !== origin) return 403
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none' ? null : 403
}
