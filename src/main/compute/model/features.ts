import type { ItemFile } from './jobs.ts'
import type { Predicted } from './predict.ts'

/**
 * φ of every particle by one network, f32 [rows × width]: the mean of its views'. `pooled`: of `known`, the rows that have just
 * been predicted; the others are predicted now.
 */
export async function featuresOf(known: Uint32Array, pooled: Float32Array, { rows, views }: ItemFile, predicted: (rows: Uint32Array) => Promise<Predicted>): Promise<Float32Array> {
  const isKnown = new Uint8Array(rows)
  for (const row of known) isKnown[row] = 1
  const others = Uint32Array.from(isKnown.keys()).filter(row => isKnown[row] === 0)
  const parts = [{ rows: known, pooled }, { rows: others, pooled: (await predicted(others)).pooled }]
  const width = parts.reduce((sum, part) => sum + part.pooled.length, 0) / (rows * views)
  const out = new Float32Array(rows * width)
  for (const part of parts) {
    for (let at = 0; at < part.pooled.length; at++) out[part.rows[Math.floor(at / (views * width))] * width + (at % width)] += part.pooled[at] / views
  }
  return out
}
