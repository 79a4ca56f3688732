import { EVENTS_ADDRESS } from '../../preload/contract/addresses.ts'
import { HostEvent } from '../../preload/contract/events.ts'

type Listener = (event: HostEvent) => void
type Connection = (isUp: boolean) => void

const RETRY_MS = 1000

async function read(signal: AbortSignal, onEvent: Listener, onConnection: Connection): Promise<void> {
  const response = await fetch(EVENTS_ADDRESS, { signal, cache: 'no-store' })
  if (!response.ok || !response.body) throw new Error(`events: ${response.status}`)
  onConnection(true)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') onEvent(HostEvent.parse(JSON.parse(line)))
  }
}

/** Listens to the host until the signal; a stream that breaks is taken up again, and `onConnection` is told of both. */
export async function listenToHost(signal: AbortSignal, onEvent: Listener, onConnection: Connection): Promise<void> {
  while (!signal.aborted) {
    await read(signal, onEvent, onConnection).catch(() => undefined)
    if (signal.aborted) return
    onConnection(false)
    await new Promise(resolve => setTimeout(resolve, RETRY_MS))
  }
}
