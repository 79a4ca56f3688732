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

/** Folder of the walk along component 1, 2, …, and what lies in it. */
export const walkFolder = (component: number): string => `walk_pc${component}`
export const WALK_FILE = 'walk.json'
export const WALK_MASK = 'mask.mrc'
const point = (number: number): string => `point_${String(number).padStart(3, '0')}`
export const pointFile = (number: number): string => `${point(number)}.mrc`
export const pointHalfFiles = (number: number): [string, string] => [`${point(number)}_half1_unfil.mrc`, `${point(number)}_half2_unfil.mrc`]

/** Names of this folder that are ours to replace: of the files and of the walks along components. */
export const isEmbeddingName = (name: string): boolean => /^(embedding\.json|latent\.f32|consensus\.mrc|component_\d{3}\.mrc|walk_pc\d+)$/.test(name)
