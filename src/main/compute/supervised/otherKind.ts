import { Failure } from '../../../preload/contract/failure.ts'
import { isVolumeInput } from '../volumes/importVolumes.ts'
import type { TrainedModel } from './trainedModel.ts'

const WORDS = { images: 'images', maps: '3D maps, one a particle' } as const

/** Refuses maps for a model of images, and images for one of maps. */
export function refuseOtherKind(input: string, { facts }: TrainedModel, modelPath: string): void {
  const kind = isVolumeInput(input) ? 'maps' : 'images'
  if (kind === facts.particles) return
  throw new Failure('data', `${input}: holds ${WORDS[kind]}, and ${modelPath} was trained on ${WORDS[facts.particles]}`, 'classify particles of that kind, or train a model on these')
}
