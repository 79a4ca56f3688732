import { createInterface } from 'node:readline'
import { EVENTS_ADDRESS } from '../../preload/contract/addresses.ts'
import { HostEvent } from '../../preload/contract/events.ts'
import type { CoreAddress } from './coreProcess.ts'
import { forward } from './forward.ts'

/**
 * Tells how many jobs run, as the core itself says it: a page may have crashed, or show another project.
 * Goes on until the core has gone.
 */
export async function followJobs(address: CoreAddress, tell: (running: number) => void): Promise<void> {
  const running = new Set<string>()
  const { body } = await forward(address, { method: 'GET', path: EVENTS_ADDRESS, contentType: null, body: null })
  for await (const line of createInterface({ input: body })) {
    if (line === '') continue // the stream's heartbeat
    const event = HostEvent.parse(JSON.parse(line))
    if (event.type === 'progress') running.add(event.project)
    else if (event.type === 'ended') running.delete(event.project)
    tell(running.size)
  }
}
