import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeFile } from '../../../src/main/formats/describe.ts'
import { failureOf, interop, mrcBytes, scratchFolder, shared } from './support.ts'

const folder = scratchFolder()
const said = (path: string): { facts: string; doubts: string } => {
  const { facts, doubts } = describeFile(path)
  for (const line of [...facts, ...doubts]) expect(line).not.toMatch(/\p{Cc}/u)
  return { facts: facts.join('\n'), doubts: doubts.join('\n') }
}

test.each([
  ['relion31.star', ['RELION 3.1 or 4', '5 particles in 1 stack', '2.806 Å per pixel, box 256 px, 300 kV', 'defocus 12506 to 13108 Å', '5 particles in 1', 'columns kept unread: rlnCoordinateX'], ['handedness']],
  ['relion5.star', ['RELION 5', '17 particles in 2 stacks', '11 particles in 1, 6 particles in 2'], ['not applied here: beam tilt, odd Zernike aberrations, even Zernike aberrations, magnification matrix']],
  ['relion31.6opticsgroups.star', ['139 particles in 139 stacks', 'opticsGroup6: 1.25 Å'], ['magnification matrix']],
  ['FinalRefinement-OriginalParticles-PfCRT.star', ['RELION 3.0', 'pixel size: 1.0350 Å'], ['shifts are in pixels']],
  ['empiar_10076_7.star', ['pixel size: 1.3100 Å'], ['angles missing: rlnAngleRot, rlnAngleTilt, rlnAnglePsi']],
  ['sta_testing_bin8.star', ['219 particles', '39 micrographs'], ['shifts missing']],
  ['toy_projections.star', ['1000 particles', 'columns kept unread: dummyVariable'], ['pixel size missing', 'micrograph names missing']],
  ['cryosparc_P12_J24_001_particles.cs', ['2019 particles', '50 stacks', 'box 180 px', 'pixel size 2.9500 Å', '1010 particles in 0, 1009 in 1'], ['blob/sign is -1', 'handedness']],
  ['cryosparc_J2_particles_exported.cs', ['22 particles'], ['alignments3D/pose missing']],
  ['empiar_10076_7.cs', ['7 particles', 'box 320 px'], ['no half-sets']],
  ['empiar_10076_7.mrc', ['stack of 7 images, 320 × 320 pixels', 'MODE 2'], ['pixel size missing', 'stack or map?']],
  ['relion31.mrcs', ['stack of 5 images'], ['no MAP stamp', 'exactly 1 Å']],
  ['toy_projections_0-999.mrcs', ['stack of 1000 images', 'mean 0.2002'], ['exactly 1 Å']],
  ['50S-vol.mrc', ['pixel size: 4 Å'], ['stack or map?']],
])('%s', (name, facts, doubts) => {
  const text = said(interop(name))
  for (const fact of facts) expect(text.facts).toContain(fact)
  for (const doubt of doubts) expect(text.doubts).toContain(doubt)
})

test('coordinates', () => {
  expect(said(shared('1ao6.pdb')).facts).toMatch(/4599 atoms[^]*chain A: residues 5 to 582/)
})

test.each([[0, 1, 'MODE 0: bytes read as signed'], [6, 2, 'MODE 6'], [12, 2, 'MODE 12']])('mode %i is a doubt', (mode, bytes, doubt) => {
  const path = join(folder, 'm.map')
  writeFileSync(path, mrcBytes({ nx: 4, ny: 4, nz: 6, mode, bytes, put: () => undefined }))
  expect(said(path).doubts).toContain(doubt)
  expect(said(path).doubts).toContain('not a cube')
})

test('control characters of a label do not reach the terminal', () => {
  const path = join(folder, 'label.mrc')
  const file = mrcBytes({ nx: 4, ny: 4, nz: 4, mode: 2, bytes: 4, words: { 220: 1 }, put: () => undefined })
  file.write('evil \x1b[31mred\x07', 224, 'latin1')
  writeFileSync(path, file)
  expect(said(path).facts).toContain('evil  [31mred')
})

test('tomography is recognised', () => {
  const path = join(folder, 'tomo.star')
  writeFileSync(path, 'data_particles\nloop_\n_rlnTomoName\n_rlnImageName\n_rlnTomoVisibleFrames\nt 1@a.mrcs [1,1]\n')
  expect(said(path).doubts).toContain('2D stacks per particle of RELION 5')
})

test('unknown and damaged files', () => {
  failureOf(() => describeFile('notes.txt'), 'notes.txt', 'usage')
  const path = join(folder, 'bad.star')
  writeFileSync(path, 'data_\nloop_\n_rlnImageName\n_rlnB\n1@a.mrcs\n')
  expect(failureOf(() => describeFile(path), path).line).toContain('line 5: uneven columns')
})
