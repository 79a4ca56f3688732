import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '../../preload/contract/failure.ts'
import { COOKIE, foreign, hasCookie, isToken } from './access.ts'
import { answerFrom } from './answerFrom.ts'

export type Listening = {
  readonly token: string
  /** Address of the start page with its token; null on a socket. */
  readonly address: string | null
  close(): Promise<void>
}

/** A socket of the window's process has no name of its own: this one stands for it. */
export const SOCKET_HOST = 'cgr.local'

/** A call is read whole; nothing that is asked is longer. */
const LARGEST_BODY = 8 << 20

type Handler = (request: Request) => Promise<Response>

/** The handler on 127.0.0.1, or on a socket that only this user can reach. Every request must carry the cookie that the token in the address is swapped for. */
export async function listen(handler: Handler, where: { readonly port: number } | { readonly socket: string }): Promise<Listening> {
  const token = randomBytes(32).toString('base64url')
  let host = SOCKET_HOST
  const server = createServer((request, response) => void serve(handler, { token, host }, request, response).catch(() => response.destroy()))
  server.requestTimeout = 0
  await started(server, where)
  if ('port' in where) host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    token, address: 'port' in where ? `http://${host}/?token=${token}` : null,
    close: () => new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function started(server: Server, where: { readonly port: number } | { readonly socket: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(
      error.code === 'EADDRINUSE' && 'port' in where
        ? new Failure('usage', `port ${where.port} is in use`, 'give another one with --port, or none to take a free one')
        : new Failure('output', `cannot listen: ${error.message}`, 'choose another --port'),
    ))
    if ('port' in where) server.listen(where.port, '127.0.0.1', resolve)
    else server.listen(where.socket, resolve)
  })
}

async function serve(handler: Handler, { token, host }: { token: string; host: string }, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = `http://${host}`
  const refused = foreign(request, host, origin)
  if (refused !== null) return refuse(response, refused, 'not from here')
  const url = new URL(request.url ?? '/', origin)
  const given = url.searchParams.get('token')
  if (given !== null) return isToken(given, token) ? admit(response, token) : refuse(response, 401, 'this address is not valid any more: use the one that the program printed last')
  if (!hasCookie(request, token)) return refuse(response, 401, 'open the address that the program printed: it carries a token')
  const body = request.method === 'POST' ? await bodyOf(request) : undefined
  if (body === null) return refuse(response, 413, 'too long')
  await answerFrom(await handler(new Request(url, { method: request.method, headers: { 'content-type': request.headers['content-type'] ?? '' }, ...(body && { body }) })), response)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', connection: 'close' }).end(text)
}

/** The token leaves the address bar, and with it the history, for a cookie that no script can read. */
function admit(response: ServerResponse, token: string): void {
  response.writeHead(303, { 'set-cookie': `${COOKIE}=${token}; HttpOnly; SameSite=Strict; Path=/`, location: '/', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).end()
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > LARGEST_BODY) return null
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
