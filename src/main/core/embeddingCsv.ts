import type { EmbeddingReport } from '../../preload/contract/calls/landscape.ts'
import { atomicWrite } from '../files/atomicWrite.ts'

/** `index,pc1,…`: index is the row of the input, from 1; junk has empty cells. `latent` is [components × particles]. */
export function writeEmbeddingCsv(path: string, { components, particles }: Pick<EmbeddingReport, 'components' | 'particles'>, latent: Float32Array): void {
  atomicWrite(path, sink => {
    sink.write(`${['index', ...components.map(({ key }) => key)].join(',')}\n`)
    for (let row = 0; row < particles; row++) {
      let line = String(row + 1)
      for (let j = 0; j < components.length; j++) {
        const value = latent[j * particles + row]
        line += Number.isNaN(value) ? ',' : `,${Number(value.toFixed(5))}`
      }
      sink.write(`${line}\n`)
    }
  })
}
