import { umapLayout } from './umapLayout.ts'
import type { FromUmapWorker, ToUmapWorker } from './umapProtocol.ts'

const reply = (message: FromUmapWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })

self.addEventListener('message', ({ data: { values, components, seed } }: MessageEvent<ToUmapWorker>) => {
  try {
    const places = umapLayout(values, components, seed, (done, total) => reply({ kind: 'progress', done, total }))
    reply({ kind: 'layout', places }, [places.buffer])
  } catch (error) {
    reply({ kind: 'failure', message: error instanceof Error ? error.message : String(error) })
  }
})
