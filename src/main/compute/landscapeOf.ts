import { imageLandscape } from './embedding/imageLandscape.ts'
import type { LandscapeSource } from './embedding/landscapeSource.ts'
import type { ProjectParticles } from './protocol.ts'
import { isVolumeInput } from './volumes/importVolumes.ts'
import { volumeLandscape } from './volumes/volumeLandscape.ts'

/** The particles of a project, whatever they came as. Throws Failure 'data' for rows that are not those of the run. */
export const landscapeOf = (request: ProjectParticles): LandscapeSource => (isVolumeInput(request.input) ? volumeLandscape(request) : imageLandscape(request))
