import { protocol } from 'electron'
import type { ProtocolRequest } from 'electron'
import { SCHEME } from './address.ts'
import type { PageRequest } from './answerPage.ts'
import type { Answered } from './forward.ts'
import { fromWeb, toWeb } from './webMessages.ts'

type Answer = (request: PageRequest) => Promise<Answered>

/** Before Electron is ready: our pages count as a secure site, with fetch, streams and a cache of compiled code. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
}

/** Serves our scheme, by Electron's present interface or, before Electron 25, by its earlier one. */
export function serveScheme(answer: Answer): void {
  if (typeof protocol.handle === 'function') protocol.handle(SCHEME, async request => toWeb(await answer(await fromWeb(request))))
  else protocol.registerStreamProtocol(SCHEME, (request, respond) => void answer(fromUpload(request)).then(({ status, headers, body }) => respond({ statusCode: status, headers: { ...headers }, data: body })))
}

function fromUpload({ url, method, headers, uploadData }: ProtocolRequest): PageRequest {
  const header = (name: string): string | null => Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1] ?? null
  const body = uploadData && Buffer.concat(uploadData.map(part => part.bytes ?? Buffer.alloc(0)))
  return { url, method, origin: header('origin'), contentType: header('content-type'), body: body ?? null }
}
