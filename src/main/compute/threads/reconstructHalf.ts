import type { OpticsGroup } from '../../../preload/contract/records.ts'
import { openStack, type StackReader } from '../../formats/mrc.ts'
import { addSliceSum, insertSlice, type SliceGrid, type SliceSum, sliceGrid, sliceSum } from '../../numerics/backprojection.ts'
import { type CtfFrequencies, ctfFrequencies, fillCtf } from '../../numerics/ctf.ts'
import { pairToFourier, weightedSlice } from '../../numerics/imagePair.ts'

/** Some particles of one class and half, one row each; rows of one optics group in a row, so that images pair up. */
export type SlicePart = {
  readonly count: number
  readonly file: Uint32Array
  readonly slice: Uint32Array
  readonly opticsGroup: Uint16Array
  /** [count × 9] object → view. */
  readonly rotation: Float64Array
  /** [count × 2] Å. */
  readonly shift: Float64Array
  readonly contrast: Float64Array
  /** How much each counts; null: all alike. */
  readonly weight: Float64Array | null
  readonly defocusU: Float64Array
  readonly defocusV: Float64Array
  readonly defocusAngle: Float64Array
  readonly phaseShift: Float64Array
  readonly ctfBfactor: Float64Array
  readonly ctfScale: Float64Array
}

export type ReconstructHalfInput = {
  /** The sum of this part's slices, in shared memory; what is in it is thrown away. */
  readonly sum: SharedArrayBuffer
  readonly box: number
  readonly padding: number
  /** Å, of the map. */
  readonly pixelSize: number
  readonly files: readonly string[]
  readonly optics: readonly OpticsGroup[]
  /** Images are multiplied by it. */
  readonly sign: 1 | -1
  readonly part: SlicePart
}

/**
 * Back-projects one part of the particles of one class and half from their full-size images: the slices times contrast × CTF go into the sum,
 * (contrast × CTF)² into its weights. Images are read one pair at a time, so memory does not grow with the number of particles.
 */
export function reconstructHalf(input: ReconstructHalfInput): { readonly particles: number } {
  const { part, optics, files } = input
  // Summed in memory of this thread's own, which the system serves in larger pages: a third faster than shared memory.
  const sum = sliceSum(input.box, input.padding)
  const groups = new Map<number, GroupInserter>()
  const stack = new CurrentStack(files)
  try {
    for (let row = 0; row < part.count; row++) {
      const group = part.opticsGroup[row]
      let inserter = groups.get(group)
      if (!inserter) groups.set(group, inserter = new GroupInserter(sum, input.pixelSize, optics[group], input.sign))
      const pairs = row + 1 < part.count && part.opticsGroup[row + 1] === group
      stack.read(part.file[row], part.slice[row], inserter.images[0])
      if (pairs) stack.read(part.file[row + 1], part.slice[row + 1], inserter.images[1])
      inserter.insert(part, row, pairs)
      if (pairs) row++
    }
  } finally {
    stack.close()
  }
  new Float32Array(input.sum).set(sum.data)
  return { particles: part.count }
}

/** total += part, both slice sums in shared memory. */
export function addSums(total: SharedArrayBuffer, part: SharedArrayBuffer): void {
  addSliceSum(new Float32Array(total), new Float32Array(part))
}

/** What the images of one optics group need, made once. */
class GroupInserter {
  readonly images: readonly [Float32Array, Float32Array]
  readonly #sum: SliceSum
  readonly #optics: OpticsGroup
  readonly #gain: number
  readonly #grid: SliceGrid
  readonly #frequencies: CtfFrequencies
  readonly #transform: Float64Array
  readonly #re: Float32Array
  readonly #im: Float32Array
  readonly #weight: Float32Array
  readonly #ctf: Float32Array

  constructor(sum: SliceSum, pixelSize: number, optics: OpticsGroup, sign: 1 | -1) {
    const { box } = optics
    this.#sum = sum
    this.#optics = optics
    this.#grid = sliceGrid(sum, pixelSize, box, optics.pixelSize)
    // A projected density is a number per area: its transform, a sum over pixels, grows as they shrink.
    this.#gain = sign * (optics.pixelSize / pixelSize) ** 2
    const length = box * optics.pixelSize
    this.#frequencies = ctfFrequencies(Float64Array.from(this.#grid.kx, k => k / length), Float64Array.from(this.#grid.ky, k => k / length))
    this.images = [new Float32Array(box * box), new Float32Array(box * box)]
    this.#transform = new Float64Array(2 * box * box)
    const column = (): Float32Array => new Float32Array(this.#grid.count)
    this.#re = column()
    this.#im = column()
    this.#weight = column()
    this.#ctf = column()
  }

  /** Inserts row `row`, and the next one if they are a pair. */
  insert(part: SlicePart, row: number, pair: boolean): void {
    const { box, pixelSize, ctfPremultiplied } = this.#optics
    const [first, second] = this.images
    for (const image of pair ? this.images : [first]) for (let i = 0; i < image.length; i++) image[i] *= this.#gain
    pairToFourier(first, pair ? second : null, box, this.#transform)
    for (const half of pair ? [0, 1] as const : [0] as const) {
      const i = row + half
      fillCtf({
        voltage: this.#optics.voltage, sphericalAberration: this.#optics.sphericalAberration, amplitudeContrast: this.#optics.amplitudeContrast,
        defocusU: part.defocusU[i], defocusV: part.defocusV[i], defocusAngle: part.defocusAngle[i], phaseShift: part.phaseShift[i],
        bfactor: part.ctfBfactor[i], scale: part.ctfScale[i],
      }, this.#frequencies, this.#ctf)
      weightedSlice(
        this.#transform, half, this.#grid, box, part.shift[2 * i] / pixelSize, part.shift[2 * i + 1] / pixelSize,
        this.#ctf, part.contrast[i], ctfPremultiplied, this.#re, this.#im, this.#weight,
      )
      if (part.weight) for (const values of [this.#re, this.#im, this.#weight]) for (let j = 0; j < values.length; j++) values[j] *= part.weight[i]
      insertSlice(this.#sum, this.#grid, part.rotation, 9 * i, this.#re, this.#im, this.#weight)
    }
  }
}

/** Keeps one stack open: neighbouring rows mostly lie in the same file. */
class CurrentStack {
  readonly #files: readonly string[]
  #file = -1
  #reader: StackReader | null = null

  constructor(files: readonly string[]) {
    this.#files = files
  }

  read(file: number, slice: number, out: Float32Array): void {
    if (!this.#reader || file !== this.#file) {
      this.close()
      this.#reader = openStack(this.#files[file])
      this.#file = file
    }
    this.#reader.read(slice, out)
  }

  close(): void {
    this.#reader?.close()
    this.#reader = null
  }
}
