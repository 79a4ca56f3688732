import { basename } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import { VolumeReader } from '../../compute/volumes/volumeReader.ts'
import { asFailure } from '../../core/asFailure.ts'
import { openStack, readMrcHeader, type StackReader } from '../../formats/mrc.ts'
import { project, projectorFor } from './mapProjector.ts'
import { stretch, type Pictured, type PictureRequest, type Pictures } from './picture.ts'
import { RecentlyUsed } from './recentlyUsed.ts'
import { TileSpectrum } from './tileSpectrum.ts'

/** Neighbours in the gallery mostly come from a few stacks. Packed ones take their unpacked size in memory. */
const stacks = new RecentlyUsed<StackReader>(8, { drop: stack => stack.close() })
/** By what they are made for: a gallery shows one kind of picture of one kind of image. */
const spectra = new RecentlyUsed<TileSpectrum>(16)

/** The particle's own image [box²]: of a stack, or its map summed along z of the common frame. */
function imageOf({ path, slice, box, rotation, shift, row }: Pictured): Float32Array {
  const image = new Float32Array(box * box)
  if (slice !== null) {
    const stack = stacks.get(path, () => openStack(path))
    if (stack.box !== box) throw new Failure('data', `${path}: images of ${stack.box} px, the particle file says ${box}`, 'look at the input again')
    stack.read(slice, image)
    return image
  }
  const poses = shift.length > 0 ? { rotation: Float64Array.from(rotation), shift: Float64Array.from(shift) } : null
  const map = new VolumeReader({ count: 1, paths: [path], box, pixelSize: 1, half: null, poses, tomogram: new Uint32Array(1), tomograms: 1, place: () => `row ${row + 1}` }).read(0)
  if (map.length !== box ** 3) throw new Failure('data', `${path}: the box is no longer ${box}`, 'look at the input again')
  for (let z = 0, at = 0; z < box; z++) for (let i = 0; i < image.length; i++) image[i] += map[at++]
  return image
}

const ALONG_Z = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [0, 0] }

/** The coefficients of the class's projection, where the particle lies. */
function projected(spectrum: TileSpectrum, { map, slice, box, pixelSize, rotation, shift }: Pictured): void {
  if (map === null) throw new Failure('missing', 'junk: it belongs to no class')
  const { columns, pixelSize: voxel } = readMrcHeader(map)
  // As fine as the picture can show.
  const finest = Math.ceil((spectrum.coefficients.limit * columns * (voxel ?? pixelSize)) / (box * pixelSize))
  const pose = slice === null ? ALONG_Z : { rotation, shift }
  project(projectorFor(map, finest), spectrum.coefficients, { ...pose, box, pixelSize }, spectrum.values)
}

function draw(particle: Pictured, { size, kind, lowpassA, sign }: PictureRequest, out: Float32Array): void {
  const { box, pixelSize, ctf } = particle, cutoff = kind === 'raw' ? null : lowpassA
  const spectrum = spectra.get(`${box}/${pixelSize}/${size}`, () => new TileSpectrum(box, pixelSize, size))
  if (kind === 'projection') projected(spectrum, particle)
  else {
    const image = imageOf(particle)
    if (kind === 'raw' && size === box) return out.set(image)
    spectrum.read(image)
  }
  if (kind === 'ctf' && ctf) spectrum.correct(ctf, sign)
  if (cutoff !== null) spectrum.lowPass(cutoff)
  spectrum.draw(out)
}

/** Pictures of particles; one that cannot be made is black and says why, the others are made. */
export function makePictures(request: PictureRequest): Pictures {
  const { particles, size } = request, area = size * size
  const pixels = new Uint8Array(particles.length * area), image = new Float32Array(area)
  const failed: { row: number; reason: string }[] = []
  for (const [i, particle] of particles.entries()) {
    try {
      draw(particle, request, image)
      stretch(image, pixels, i * area)
    } catch (error) {
      failed.push({ row: particle.row, reason: asFailure(error).message.replaceAll(particle.path, basename(particle.path)) })
    }
  }
  return { pixels, failed }
}
