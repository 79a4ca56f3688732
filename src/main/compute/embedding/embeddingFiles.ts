import type { WalkAlong } from '../../../preload/contract/calls/landscape.ts'

/** In the output folder: what an embedding leaves. */
export const EMBEDDING_FOLDER = 'embedding'
/** In that folder: what was found, written last, and what the stages write for themselves. */
export const EMBEDDING_FILE = 'embedding.json'
export const EMBEDDING_SCRATCH = '.work'
/** f32 little-endian [components × particles]. */
export const LATENT_FILE = 'latent.f32'
export const CONSENSUS_FILE = 'consensus.mrc'
/** Of component 1, 2, …: the change of density for one standard deviation of its coordinate. */
export const componentFile = (number: number): string => `component_${String(number).padStart(3, '0')}.mrc`

/** What lies in the folder of a walk. */
export const WALK_FILE = 'walk.json'
export const WALK_MASK = 'mask.mrc'
export const WALK_SCRIPT = 'morph.cxc'
const point = (number: number): string => `point_${String(number).padStart(3, '0')}`
export const pointFile = (number: number): string => `${point(number)}.mrc`
export const pointHalfFiles = (number: number): [string, string] => [`${point(number)}_half1_unfil.mrc`, `${point(number)}_half2_unfil.mrc`]

/** Names of this folder that are ours to replace: of the files and of the folders of walks. */
export const isEmbeddingName = (name: string): boolean => /^(embedding\.json|latent\.f32|consensus\.mrc|component_\d{3}\.mrc)$/.test(name) || isWalkName(name)
export const isWalkName = (name: string): boolean => WALK_NAME.test(name)
const WALK_NAME = /^walk_(pc|path|chosen)(\d+)$/

/** Folder of a new walk, given what the embedding's folder holds: one along a component takes the place of the last along it, any other gets the next number of its kind. */
export function walkFolder(along: WalkAlong, names: readonly string[]): string {
  if (along.kind === 'component') return `walk_pc${along.component}`
  const numbers = names.map(name => WALK_NAME.exec(name)).filter(match => match?.[1] === along.kind).map(match => Number(match![2]))
  return `walk_${along.kind}${Math.max(0, ...numbers) + 1}`
}
