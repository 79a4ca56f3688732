import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** Sends a WHATWG response through Node's, at the reader's pace; a reader that goes away ends the source too. */
export async function answerFrom(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (!answer.body) {
    response.end()
    return
  }
  const reader = answer.body.getReader()
  response.on('close', () => void reader.cancel().catch(() => undefined))
  for (let step = await reader.read(); !step.done && !response.destroyed; step = await reader.read()) {
    if (!response.write(step.value)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
  response.end()
}
