import { join } from 'node:path'
import { atomicWrite } from '../files/atomicWrite.ts'
import { type NewStarColumn, writeStar } from '../formats/star.ts'
import type { Micrograph } from './micrograph.ts'
import { motionRow, writeMotion } from './motionTable.ts'
import type { SimulateOptions } from './options.ts'
import { type Particle, type Pose, relionPose } from './particle.ts'
import type { Specimens } from './specimens.ts'

const POSE_COLUMNS = 5

/** Without the noise spectrum, which would fill the memory of a large set. */
type MicrographOptics = Omit<Micrograph, 'noise'>

/** What is written about the particles, collected while their images are made: a few numbers each. */
export class ParticleTables {
  readonly #micrographs: MicrographOptics[] = []
  readonly #micrograph: Uint32Array
  readonly #state: Int8Array
  readonly #half: Uint8Array
  /** [count × 5] rot, tilt, psi in degrees and the origin in px, as they will stand in the file. */
  readonly #written: Float64Array
  readonly #true: Float64Array
  readonly #stateCount: number
  /** Rows of the tables that only some particles are in. */
  readonly #motion: string[] = []
  readonly #neighbours: string[] = []
  #count = 0

  constructor(capacity: number, stateCount: number) {
    this.#micrograph = new Uint32Array(capacity)
    this.#state = new Int8Array(capacity)
    this.#half = new Uint8Array(capacity)
    this.#written = new Float64Array(POSE_COLUMNS * capacity)
    this.#true = new Float64Array(POSE_COLUMNS * capacity)
    this.#stateCount = stateCount
  }

  add(particle: Particle, micrograph: Micrograph): void {
    const i = this.#count++
    if (this.#micrographs.at(-1)?.name !== micrograph.name) {
      const { name, defocusU, defocusV, defocusAngle } = micrograph
      this.#micrographs.push({ name, defocusU, defocusV, defocusAngle })
    }
    this.#micrograph[i] = this.#micrographs.length - 1
    this.#state[i] = particle.state
    this.#half[i] = particle.half
    keepPose(particle.written, this.#written, i)
    keepPose(particle.truth, this.#true, i)
    const { turns, neighbour } = particle
    this.#motion.push(motionRow(i, turns))
    if (neighbour !== null) this.#neighbours.push(`${i + 1},${neighbour.truth.x.toFixed(4)},${neighbour.truth.y.toFixed(4)}\n`)
  }

  get micrographs(): number {
    return this.#micrographs.length
  }

  get states(): number[] {
    const counts = Array.from({ length: this.#stateCount }, () => 0)
    for (const state of this.#state) if (state >= 0) counts[state]++
    return counts
  }

  get junk(): number {
    return this.#state.filter(state => state < 0).length
  }

  /**
   * Writes every table into the output folder; particles.star last. neighbours.csv: where in the image the other copy lies, px from its origin.
   */
  write(options: SimulateOptions, { pixelSize, hinges }: Specimens): void {
    const path = (name: string): string => join(options.output, name)
    const rows = [...this.#state.keys()]
    const good = rows.filter(i => this.#state[i] >= 0)
    atomicWrite(path('truth.csv'), `index,class\n${good.map(i => `${i + 1},${this.#state[i]}\n`).join('')}`)
    if (options.junk > 0) atomicWrite(path('junk.csv'), `index\n${rows.filter(i => this.#state[i] < 0).map(i => `${i + 1}\n`).join('')}`)
    if (options.motion > 0) writeMotion(options.output, hinges, this.#motion)
    if (options.neighbours > 0) atomicWrite(path('neighbours.csv'), `index,x,y\n${this.#neighbours.join('')}`)
    atomicWrite(path('simulation.json'), `${JSON.stringify({ program: 'cgr simulate', options: { ...options, pixelSize } }, null, 2)}\n`)
    if (options.angleError > 0 || options.shiftError > 0) this.#writeStar(path('true_poses.star'), this.#true, options, pixelSize)
    this.#writeStar(path('particles.star'), this.#written, options, pixelSize)
  }

  #writeStar(path: string, poses: Float64Array, options: SimulateOptions, pixelSize: number): void {
    const column = (name: string, decimals: number, value: (row: number) => number): NewStarColumn => ({ name, decimals, values: Float64Array.from({ length: this.#count }, (_, i) => value(i)) })
    const text = (name: string, value: (row: number) => string): NewStarColumn => ({ name, values: Array.from({ length: this.#count }, (_, i) => value(i)) })
    const of = (row: number): MicrographOptics => this.#micrographs[this.#micrograph[row]]
    const optics: [string, string | number][] = [
      ['rlnOpticsGroupName', 'opticsGroup1'], ['rlnOpticsGroup', 1], ['rlnVoltage', options.voltage], ['rlnSphericalAberration', options.sphericalAberration],
      ['rlnAmplitudeContrast', options.amplitudeContrast], ['rlnImagePixelSize', pixelSize], ['rlnImageSize', options.box], ['rlnImageDimensionality', 2],
    ]
    writeStar(path, [
      { name: 'optics', columns: optics.map(([name, value]) => ({ name, values: [value] })) },
      {
        name: 'particles',
        columns: [
          text('rlnImageName', i => `${String(i + 1).padStart(6, '0')}@particles.mrcs`),
          text('rlnMicrographName', i => of(i).name),
          column('rlnOpticsGroup', 0, () => 1),
          column('rlnDefocusU', 2, i => of(i).defocusU),
          column('rlnDefocusV', 2, i => of(i).defocusV),
          column('rlnDefocusAngle', 4, i => of(i).defocusAngle),
          column('rlnAngleRot', 6, i => poses[POSE_COLUMNS * i]),
          column('rlnAngleTilt', 6, i => poses[POSE_COLUMNS * i + 1]),
          column('rlnAnglePsi', 6, i => poses[POSE_COLUMNS * i + 2]),
          column('rlnOriginXAngst', 6, i => poses[POSE_COLUMNS * i + 3] * pixelSize),
          column('rlnOriginYAngst', 6, i => poses[POSE_COLUMNS * i + 4] * pixelSize),
          column('rlnRandomSubset', 0, i => this.#half[i] + 1),
        ],
      },
    ])
  }
}

function keepPose(pose: Pose, out: Float64Array, row: number): void {
  const { rot, tilt, psi, originX, originY } = relionPose(pose, 1)
  out.set([rot, tilt, psi, originX, originY], POSE_COLUMNS * row)
}
