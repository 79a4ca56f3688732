import type { StageContext } from '../../preload/contract/progress.ts'
import { runPipeline } from './pipeline.ts'
import type { PipelineResult, RunRequest } from './protocol.ts'
import { importParticles, writeRunData, type Classification, type ParticleSource } from './stages/importParticles.ts'
import { importVolumes, isVolumeInput, type VolumeSource } from './volumes/importVolumes.ts'
import { runVolumePipeline } from './volumes/pipeline.ts'
import { writeVolumeRunData } from './volumes/writeVolumeRunData.ts'

/** The rows of the input, whatever its particles are: images, or one 3D map each. */
export type RunSource = ParticleSource | VolumeSource

/** The pipeline that the input is for. */
export const runEither = (request: RunRequest, ctx: StageContext): Promise<PipelineResult<RunSource>> =>
  (isVolumeInput(request.input) ? runVolumePipeline(request, ctx) : runPipeline(request, ctx))

/** The rows of the input, and how many particles and micrographs (or tomograms) they are. */
export function readSource(input: string, root: string | null, passthrough: string | null): { source: RunSource; count: number; micrographs: number } {
  if (isVolumeInput(input)) {
    const { source, particles } = importVolumes(input, root ?? undefined)
    return { source, count: particles.count, micrographs: particles.tomograms }
  }
  const { source, particles } = importParticles(input, { root: root ?? undefined, passthrough: passthrough ?? undefined })
  return { source, count: particles.count, micrographs: particles.micrographs.length }
}

/** Writes the rows back with their classes. */
export function writeRows(source: RunSource, result: Classification, path: string): void {
  if (source.format === 'maps') writeVolumeRunData(source, result, path)
  else writeRunData(source, result, path)
}
