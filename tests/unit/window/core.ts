import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CoreAddress } from '../../../src/main/window/coreProcess.ts'

export const TOKEN = 'token-of-this-test'

/** A server on a socket of its own in place of the core, for answers that the core gives only now and then. */
export async function serveAsCore(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<CoreAddress> {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-unit-'))
  const socket = join(folder, 'core.sock')
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(socket, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return { socket, token: TOKEN }
}
