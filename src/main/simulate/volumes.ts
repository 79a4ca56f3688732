import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { Volume } from '../../preload/contract/records.ts'
import { radians } from '../../preload/contract/units.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { writeVolume } from '../formats/mrc.ts'
import { writeStar } from '../formats/star.ts'
import { fourierToVolume, volumeToFourier } from '../numerics/fft3.ts'
import { type Random, seededRandom } from '../numerics/rng.ts'
import { type Matrix3, matrixFromRotationVector, randomRotation } from '../numerics/rotations.ts'
import { atomMap } from './atomMap.ts'
import type { Scatterers } from './atomProjector.ts'
import { makeMicrograph, type Micrograph } from './micrograph.ts'
import { motionRow, writeMotion } from './motionTable.ts'
import type { SimulateOptions } from './options.ts'
import { cumulative, drawParticle, type Particle } from './particle.ts'
import { MAPS_FOLDER } from './simulationFiles.ts'
import type { Specimens } from './specimens.ts'

export type SimulatedVolumes = { readonly states: readonly number[]; readonly junk: number; readonly micrographs: number }

/**
 * One 3D map per particle, as subtomogram averaging leaves them: every map in the same frame, turned and shifted by the errors of its
 * pose, with noise (coloured: level and spectrum differ by tomogram) and, with a tilt range, the missing wedge of a particle that lay in
 * any rotation in its tomogram. The signal-to-noise ratio is that of all voxels before the wedge is taken out; maps are in units of the
 * noise's standard deviation. Writes maps/000001.mrc …, gt_class{k}.mrc, truth.csv, junk.csv (with junk), motion.csv (with
 * motion), simulation.json and particles.star, which comes last.
 */
export async function simulateVolumes(options: SimulateOptions, specimens: Specimens, ctx: StageContext): Promise<SimulatedVolumes> {
  const { output, box, particles } = options
  const { states, projector, pixelSize, hinges, diameter } = specimens
  if (options.neighbours > 0) throw new Failure('usage', '--neighbours: maps are made of one particle each', 'leave --neighbours or --maps out')
  const random = seededRandom(options.seed)
  const chances = cumulative(options.occupancies ?? states.map(() => 1))
  const unscaled = states.map(atoms => atomMap(projector, atoms, pixelSize, 1))
  const shares = chances.map((limit, k) => limit - (chances[k - 1] ?? 0))
  const signal = unscaled.reduce((sum, map, k) => sum + shares[k] * variance(map.data), 0)
  const scale = Math.sqrt((options.snr ?? 1) / signal) * (options.invert ? -1 : 1)
  const truths = unscaled.map(map => ({ ...map, data: map.data.map(value => scale * value) }))
  truths.forEach((map, k) => writeVolume(join(output, `gt_class${k}.mrc`), map, [`cgr simulate: state ${k}`]))

  const spoil = spoiler(box)
  const rows: VolumeRow[] = []
  mkdirSync(join(output, MAPS_FOLDER), { recursive: true })
  let micrograph: Micrograph | null = null
  for (let i = 0; i < particles; i++) {
    if (micrograph === null || i % options.particlesPerMicrograph === 0) micrograph = makeMicrograph(options, random, Math.floor(i / options.particlesPerMicrograph))
    const particle = drawParticle(options, random, i, { chances, hinges, diameter })
    const own = random.fork(`volume ${i}`)
    const map = density(options, particle, specimens, truths, scale, own)
    spoil(map, particle.contrast, options.snr === null ? null : own.fork('noise'), options.noise === 'coloured' ? micrograph : null, options.tiltRange, particle.truth.rotation)
    writeVolume(join(output, mapName(i)), { box, pixelSize, data: map })
    rows.push({ state: particle.state, half: particle.half, micrograph: micrograph.name, motion: motionRow(i, particle.turns) })
    if (i % REPORT_EVERY !== 0) continue
    ctx.report({ stage: 'simulate', done: i + 1, total: particles })
    await nextTurn()
    ctx.signal.throwIfAborted()
  }
  ctx.report({ stage: 'simulate', done: particles, total: particles })
  if (options.motion > 0) writeMotion(output, hinges, rows.map(({ motion }) => motion))
  writeTables(options, pixelSize, rows)
  return {
    states: states.map((_, k) => rows.filter(row => row.state === k).length), junk: rows.filter(row => row.state < 0).length,
    micrographs: new Set(rows.map(row => row.micrograph)).size,
  }
}

type VolumeRow = { readonly state: number; readonly half: number; readonly micrograph: string; readonly motion: string }

const REPORT_EVERY = 16

const mapName = (index: number): string => `${MAPS_FOLDER}/${String(index + 1).padStart(6, '0')}.mrc`

function variance(values: Float32Array): number {
  let [sum, squares] = [0, 0]
  for (const value of values) {
    sum += value
    squares += value * value
  }
  return squares / values.length - (sum / values.length) ** 2
}

/** The particle without noise: its state's map where nothing sets it apart, otherwise its atoms, moved. */
function density(options: SimulateOptions, particle: Particle, specimens: Specimens, truths: readonly Volume[], scale: number, random: Random): Float32Array {
  const { angleError, shiftError, box } = options
  const { projector, pixelSize } = specimens
  const junk = particle.state < 0
  if (!junk && angleError === 0 && shiftError === 0 && particle.turns.length === 0) return truths[particle.state].data.slice()
  const turn = (): number => radians(angleError) * random.normal()
  const rotation = junk ? randomRotation(random) : matrixFromRotationVector(turn(), turn(), turn())
  const shift = junk ? misplaced(box, random) : Float64Array.from({ length: 3 }, () => shiftError * random.normal())
  return atomMap(projector, moved(specimens.atomsOf(particle), rotation, shift), pixelSize, scale).data
}

/** Junk lies 10…25 % of the box away, in any direction. */
function misplaced(box: number, random: Random): Float64Array {
  const distance = box * (0.1 + 0.15 * random.uniform())
  return randomRotation(random).slice(0, 3).map(value => distance * value)
}

function moved(atoms: Scatterers, m: Matrix3, shift: Float64Array): Scatterers {
  const position = new Float64Array(atoms.position.length)
  for (let i = 0; i < position.length; i += 3) {
    const [x, y, z] = atoms.position.subarray(i, i + 3)
    for (let k = 0; k < 3; k++) position[i + k] = m[3 * k] * x + m[3 * k + 1] * y + m[3 * k + 2] * z + shift[k]
  }
  return { ...atoms, position }
}

type Spoil = (map: Float32Array, contrast: number, random: Random | null, coloured: Micrograph | null, tiltRange: number | null, rotation: Matrix3) => void

/** Contrast, noise and missing wedge, in place. Owns scratch memory. */
function spoiler(box: number): Spoil {
  const noise = new Float32Array(box ** 3)
  const transform = new Float32Array(2 * box ** 3)
  return (map, contrast, random, coloured, tiltRange, rotation) => {
    if (random) for (let i = 0; i < noise.length; i++) noise[i] = random.normal()
    if (coloured) {
      const amplitude = radialAmplitude(coloured, box)
      filtered(noise, box, transform, (_x, _y, _z, radius) => amplitude[Math.min(box >> 1, Math.round(radius))])
    }
    for (let i = 0; i < map.length; i++) map[i] = contrast * map[i] + noise[i]
    if (tiltRange === null) return
    const slope = Math.tan(radians(tiltRange))
    const [ax, ay, az, , , , cx, cy, cz] = rotation
    // The tilt axis is y and the beam z of the tomogram, in which the particle lies as `rotation` says.
    filtered(map, box, transform, (x, y, z) => (Math.abs(cx * x + cy * y + cz * z) <= slope * Math.abs(ax * x + ay * y + az * z) + WEDGE_EDGE ? 1 : 0))
  }
}

/** Half a Fourier pixel: the central line itself is always seen. */
const WEDGE_EDGE = 0.5

/** √ of the micrograph's noise spectrum along a radius, of the same mean square over the cube as over its image. */
function radialAmplitude({ noise }: Micrograph, box: number): Float64Array {
  const half = box >> 1
  const radial = Float64Array.from({ length: half + 1 }, (_, r) => noise[r])
  let [cube, image] = [0, 0]
  for (let i = 0; i < noise.length; i++) image += noise[i] ** 2 / noise.length
  const frequency = Float64Array.from({ length: box }, (_, i) => Math.min(i, box - i))
  for (const z of frequency) for (const y of frequency) for (const x of frequency) cube += radial[Math.min(half, Math.round(Math.hypot(x, y, z)))] ** 2 / box ** 3
  return radial.map(value => value * Math.sqrt(image / cube))
}

function filtered(map: Float32Array, box: number, transform: Float32Array, gain: (x: number, y: number, z: number, radius: number) => number): void {
  volumeToFourier(map, box, transform)
  const half = box >> 1
  const signed = Float64Array.from({ length: box }, (_, i) => (i > half ? i - box : i))
  let at = 0
  for (const z of signed) for (const y of signed) for (const x of signed) {
    const factor = gain(x, y, z, Math.hypot(x, y, z))
    transform[at++] *= factor
    transform[at++] *= factor
  }
  fourierToVolume(transform, box, map)
}

function writeTables(options: SimulateOptions, pixelSize: number, rows: readonly VolumeRow[]): void {
  const path = (name: string): string => join(options.output, name)
  const lines = (wanted: boolean, line: (i: number) => string): string => rows.map((row, i) => (row.state >= 0 === wanted ? line(i) : '')).join('')
  atomicWrite(path('truth.csv'), `index,class\n${lines(true, i => `${i + 1},${rows[i].state}\n`)}`)
  if (options.junk > 0) atomicWrite(path('junk.csv'), `index\n${lines(false, i => `${i + 1}\n`)}`)
  atomicWrite(path('simulation.json'), `${JSON.stringify({ program: 'cgr simulate', options: { ...options, pixelSize } }, null, 2)}\n`)
  const optics: [string, string | number][] = [
    ['rlnOpticsGroupName', 'opticsGroup1'], ['rlnOpticsGroup', 1], ['rlnVoltage', options.voltage], ['rlnSphericalAberration', options.sphericalAberration],
    ['rlnAmplitudeContrast', options.amplitudeContrast], ['rlnImagePixelSize', pixelSize], ['rlnImageSize', options.box], ['rlnImageDimensionality', 3],
  ]
  writeStar(path('particles.star'), [
    { name: 'optics', columns: optics.map(([name, value]) => ({ name, values: [value] })) },
    {
      name: 'particles', columns: [
        { name: 'rlnImageName', values: rows.map((_, i) => mapName(i)) },
        { name: 'rlnMicrographName', values: rows.map(row => row.micrograph) },
        { name: 'rlnOpticsGroup', values: rows.map(() => 1) },
        { name: 'rlnRandomSubset', values: rows.map(row => row.half + 1) },
      ],
    },
  ])
}
