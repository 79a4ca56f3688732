import { statSync } from 'node:fs'
import type { ImportedInput } from '../../preload/contract/calls/projects.ts'
import { importParticles, type ImportedParticles } from '../compute/stages/importParticles.ts'
import { importVolumes, isVolumeInput, type ImportedVolumes } from '../compute/volumes/importVolumes.ts'

/** Absolute paths of what was imported. */
export type InputPlace = Pick<ImportedInput, 'path' | 'root' | 'passthrough'>

function stacksOf(paths: readonly string[]): ImportedInput['stacks'] {
  const files = [...new Set(paths)]
  return { total: files.length, bytes: files.reduce((sum, path) => sum + statSync(path).size, 0), first: files[0] }
}

/** Particles that are images, in a few words. */
export function summaryOfImages(place: InputPlace, { particles, doubts }: ImportedParticles): ImportedInput {
  const members = new Uint32Array(particles.optics.length)
  for (const group of particles.opticsGroup) members[group]++
  const { box, pixelSize } = particles.optics[0]
  return {
    ...place, format: particles.format, particles: particles.count, box, pixelSizeA: pixelSize, micrographs: particles.micrographs.length,
    halfSets: particles.half ? 'upstream' : 'made here',
    optics: particles.optics.map((group, i) => ({
      name: group.name, voltageKv: group.voltage, sphericalAberrationMm: group.sphericalAberration, amplitudeContrast: group.amplitudeContrast,
      pixelSizeA: group.pixelSize, box: group.box, particles: members[i],
    })),
    stacks: stacksOf(particles.files), doubts: [...doubts],
  }
}

/** Particles that are one 3D map each; their tomograms stand for micrographs, and no optics are known. */
export function summaryOfMaps(place: InputPlace, { particles, doubts }: ImportedVolumes): ImportedInput {
  return {
    ...place, format: 'maps', particles: particles.count, box: particles.box, pixelSizeA: particles.pixelSize, micrographs: particles.tomograms,
    halfSets: particles.half ? 'upstream' : 'made here', optics: [], stacks: stacksOf(particles.paths), doubts: [...doubts],
  }
}

/** Reads an input, whatever its particles are, and says what was found. Throws the reader's Failure. */
export function importSummary(path: string, root: string | null, passthrough: string | null): ImportedInput {
  const place = { path, root, passthrough }
  if (isVolumeInput(path)) return summaryOfMaps(place, importVolumes(path, root ?? undefined))
  return summaryOfImages(place, importParticles(path, { root: root ?? undefined, passthrough: passthrough ?? undefined }))
}
