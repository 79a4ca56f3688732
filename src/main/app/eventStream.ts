import type { Workstation } from './workstation.ts'

/** How often a silent stream says that it is still there, so that a page notices a host that has gone. */
const HEARTBEAT_MS = 15_000
/** Bytes a page may lag behind; one that does not read is let go, and asks again when it wakes. */
const LARGEST_LAG = 4 << 20

/** Events as lines of JSON, as long as the page listens; an empty line is a heartbeat. */
export function eventStream(workstation: Workstation): Response {
  let stop = (): void => undefined
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder()
      const write = (line: string): void => {
        if ((controller.desiredSize ?? 0) < -LARGEST_LAG) {
          stop()
          controller.close()
        } else controller.enqueue(encoder.encode(`${line}\n`))
      }
      const silence = workstation.listen(event => write(JSON.stringify(event)))
      const heartbeat = setInterval(() => write(''), HEARTBEAT_MS)
      stop = () => {
        silence()
        clearInterval(heartbeat)
      }
      write('')
    },
    cancel: () => stop(),
  }, new ByteLengthQueuingStrategy({ highWaterMark: 0 }))
  return new Response(stream, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })
}
