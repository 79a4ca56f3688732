import type { StageContext } from '../../preload/contract/progress.ts'
import { runPipeline } from './pipeline.ts'
import type { PipelineResult, RunRequest } from './protocol.ts'
import { writeRunData, type Classification, type ParticleSource } from './stages/importParticles.ts'
import { isVolumeInput, type VolumeSource } from './volumes/importVolumes.ts'
import { runVolumePipeline } from './volumes/pipeline.ts'
import { writeVolumeRunData } from './volumes/writeVolumeRunData.ts'

/** The rows of the input, whatever its particles are: images, or one 3D map each. */
export type RunSource = ParticleSource | VolumeSource

/** The pipeline that the input is for. */
export const runEither = (request: RunRequest, ctx: StageContext): Promise<PipelineResult<RunSource>> =>
  (isVolumeInput(request.input) ? runVolumePipeline(request, ctx) : runPipeline(request, ctx))

/** Writes the rows back with their classes. */
export function writeRows(source: RunSource, result: Classification, path: string): void {
  if (source.format === 'maps') writeVolumeRunData(source, result, path)
  else writeRunData(source, result, path)
}
