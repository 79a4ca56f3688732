import { expect, test } from 'vitest'
import { createProject } from '../../src/main/app/projects/importInto.ts'
import { readEmbeddingReport } from '../../src/main/compute/embedding/readEmbedding.ts'
import { startEmbedding } from '../../src/main/core/startEmbedding.ts'
import { context, scratch, simulatedSet } from './sets.ts'

const folder = scratch()
const turned = (angle: number): string => `rotate A:5-197 ${angle} about A:198 A:100`

/** Albumin with domain I at one of these angles in each particle, at the poses that are written. */
async function embedded(name: string, angles: readonly number[]) {
  const { star: input } = await simulatedSet(folder.path(`${name} set`), { states: angles.map(turned).join('; '), particles: 2000, snr: 0.3, seed: 1 }), outputDir = folder.path(name)
  createProject(outputDir, { path: input, root: null, passthrough: null })
  const report = await startEmbedding({ input, root: null, passthrough: null, outputDir, threads: 2, components: 4 }, context())
  expect(readEmbeddingReport(outputDir)).toEqual(report)
  return report.motion!
}

test('a hinge at 25 angles moves continuously, at three it has three states', async () => {
  const many = await embedded('many', Array.from({ length: 25 }, (_, i) => 2 * i - 24)), few = await embedded('few', [-15, 0, 15])
  expect(many.kind).toBe('continuous')
  expect(many.gain).toBeGreaterThan(3 * many.error)
  expect(few).toMatchObject({ kind: 'states', states: 3 })
  expect(few.gain).toBeLessThan(-8 * few.error)
}, 600_000)
