import type { StageContext } from '../../../preload/contract/progress.ts'
import { measureEvidence } from '../graph/evidence.ts'
import type { ClassModel } from '../sorting/classModel.ts'
import { sharedFloats, SLOTS } from '../sorting/particles.ts'
import { pickRows } from '../sorting/pickRows.ts'
import { importParticles } from '../stages/importParticles.ts'
import type { Pool } from '../threads/pool.ts'
import { blocksOf } from './blocks.ts'
import type { Classifiable } from './classifiable.ts'
import { judgeByModel } from './judgeByModel.ts'
import { modelWorkspace, refuseOtherSize, specimenCorrelation } from './modelSpecimen.ts'
import type { ClassifyRequest } from './protocol.ts'
import type { StageTimes } from './stageTimes.ts'
import type { TrainedModel } from './trainedModel.ts'

export async function classifiableImages(request: ClassifyRequest, model: TrainedModel, pool: Pool, times: StageTimes, ctx: StageContext): Promise<Classifiable> {
  const { particles, doubts } = await times.add('import', () =>
    importParticles(request.input, { ...(request.root !== null && { root: request.root }), ...(request.passthrough !== null && { passthrough: request.passthrough }) }))
  refuseOtherSize(particles.optics, model, request.input, request.model)
  const { box, pixelSize } = particles.optics[0], options = { seed: model.facts.network.seed, scratch: request.work }, maps = classModelOf(model)
  return {
    input: { path: request.input, format: particles.format, particles: particles.count, box, pixelSizeA: pixelSize, micrographs: particles.micrographs.length, opticsGroups: particles.optics.length, doubts: [...doubts] },
    blocks: most => blocksOf(particles, most),
    specimenCorrelation: () => specimenCorrelation(particles, model, options, pool, ctx),
    async score(block) {
      const w = await times.add('load images', () => modelWorkspace(pickRows(particles, block), model, options, pool, ctx))
      const { junk, contrast } = await times.add('judge particles', () => judgeByModel(w))
      const evidence = await times.add('node densities', () => measureEvidence(w, model.graph.nodes, maps, { slots: Array.from({ length: SLOTS }, (_, slot) => slot), views: 1 }))
      return { evidence, rows: Array.from(evidence.positions, position => block[w.set.rowAt[position]]), junk, contrast }
    },
  }
}

function classModelOf({ known: { limit, size, occupancy, differences } }: TrainedModel): ClassModel {
  const shared = (values: Float32Array): SharedArrayBuffer => {
    const out = sharedFloats(values.length)
    new Float32Array(out).set(values)
    return out
  }
  return { classes: differences.length, limit, size, mean: sharedFloats(size ** 3), occupancy, differences: differences.map(shared) }
}
