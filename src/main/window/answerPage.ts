import { Readable } from 'node:stream'
import { ORIGIN, isOurs } from './address.ts'
import type { Core } from './core.ts'
import { forward } from './forward.ts'
import type { Answered, Asked } from './forward.ts'
import { stoppedPage } from './stoppedPage.ts'

export type PageRequest = Omit<Asked, 'path'> & { readonly url: string; readonly origin: string | null }

const refused = (): Answered => ({ status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Readable.from([Buffer.from('not from here')]) })

/** Answers every request to our scheme: from the core, for our pages only. Never rejects. */
export async function answerPage(core: Core, { url, origin, ...asked }: PageRequest): Promise<Answered> {
  // A frame without an origin, as the sandboxed report, and any other site may not ask.
  if (!isOurs(url) || (origin !== null && origin !== ORIGIN)) return refused()
  const { pathname, search } = new URL(url)
  try {
    return await forward(await core.address, { ...asked, path: pathname + search })
  } catch (error) {
    return stoppedPage(core.reason ?? (error instanceof Error ? error.message : String(error)))
  }
}
