import { LayerMaps } from './layerMaps.ts'
import type { FromLayerWorker, LayerResult, ToLayerWorker } from './layerProtocol.ts'

const maps = new LayerMaps()

const buffersOf = (result: LayerResult): Transferable[] =>
  result.kind === 'bytes' ? [result.bytes.buffer] : result.pieces.flatMap(piece => [piece.positions, piece.normals, piece.cells, ...(piece.colours ? [piece.colours] : [])].map(({ buffer }) => buffer))

const reply = (message: FromLayerWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer })

self.addEventListener('message', ({ data }: MessageEvent<ToLayerWorker>) => {
  switch (data.kind) {
    case 'map': return maps.begin(data.role, data.box, data.pixelSizeA)
    case 'part': return maps.fill(data.role, data.at, data.voxels)
    case 'order':
      try {
        const result = maps.make(data.order)
        reply({ turn: data.turn, result }, buffersOf(result))
      } catch (error) {
        reply({ turn: data.turn, failure: error instanceof Error ? error.message : String(error) })
      }
  }
})
