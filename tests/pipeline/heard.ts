import type { Workstation } from '../../src/main/app/workstation.ts'
import type { HostEvent } from '../../src/preload/contract/events.ts'

/** The next event that is the one that is waited for. */
export const heard = (workstation: Workstation, isIt: (event: HostEvent) => boolean): Promise<HostEvent> => new Promise(resolve => {
  const stop = workstation.listen(event => {
    if (!isIt(event)) return
    stop()
    resolve(event)
  })
})
