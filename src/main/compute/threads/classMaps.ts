import { shells, toReal, type FourierGrid } from '../../numerics/fourierGrid.ts'

/** One class's share of turning accumulators into real-space maps. */
export type ClassMapsInput = {
  readonly grid: FourierGrid
  readonly slots: number
  readonly classes: number
  readonly class: number
  readonly accumulators: SharedArrayBuffer
  /** [shells] expected power of the difference, the Wiener prior. */
  readonly signalPower: Float64Array
  /** Slots that are left out, for maps that a fold has not seen. */
  readonly without: readonly number[]
  /** f32 [classes][3][size³]: the map of even slots, of odd slots, of all; or only the last when `halves` is false. */
  readonly maps: SharedArrayBuffer
  readonly halves: boolean
}

export function classMaps(input: ClassMapsInput): void {
  const { grid } = input
  const sums = [0, 1].map(half => sumSlots(input, half))
  const cube = grid.size ** 3
  const map = (part: number) => new Float32Array(input.maps, (input.class * 3 + part) * cube * 4, cube)
  const all = { num: sums[0].num.map((v, i) => v + sums[1].num[i]), den: sums[0].den.map((v, i) => v + sums[1].den[i]) }
  const unused = new Float32Array(cube)
  if (input.halves) toReal(grid, wiener(input, sums[0]), wiener(input, sums[1]), map(0), map(1))
  toReal(grid, wiener(input, all), new Float64Array(2 * grid.voxels), map(2), unused)
}

type Sums = { readonly num: Float64Array; readonly den: Float64Array }

/** Slots of one parity, with each coefficient's mirror image added: V(−k) = V(k)*. */
export function sumSlots(input: Pick<ClassMapsInput, 'grid' | 'slots' | 'classes' | 'class' | 'accumulators' | 'without'>, half: number): Sums {
  const { grid, slots, classes } = input
  const raw = new Float64Array(3 * grid.voxels)
  const stride = 4 * classes
  for (let slot = half; slot < slots; slot += 2) {
    if (input.without.includes(slot)) continue
    const from = new Float32Array(input.accumulators, slot * grid.voxels * stride * 4, grid.voxels * stride)
    for (let v = 0, at = 4 * input.class, to = 0; v < grid.voxels; v++, at += stride, to += 3) {
      raw[to] += from[at]
      raw[to + 1] += from[at + 1]
      raw[to + 2] += from[at + 2]
    }
  }
  const num = new Float64Array(2 * grid.voxels), den = new Float64Array(grid.voxels)
  for (let v = 0; v < grid.voxels; v++) {
    const a = 3 * v, b = 3 * (grid.voxels - 1 - v)
    num[2 * v] = raw[a] + raw[b]
    num[2 * v + 1] = raw[a + 1] - raw[b + 1]
    den[v] = raw[a + 2] + raw[b + 2]
  }
  return { num, den }
}

/** num / (den + 1/signal) inside the limit: the posterior mean of a Gaussian signal of that power in unit noise. */
function wiener(input: ClassMapsInput, { num, den }: Sums): Float64Array {
  const { grid, signalPower } = input
  const shell = shells(grid)
  const out = new Float64Array(2 * grid.voxels)
  for (let v = 0; v < grid.voxels; v++) {
    if (shell[v] > grid.limit + 1) continue
    const weight = 1 / (den[v] + 1 / signalPower[Math.min(shell[v], signalPower.length - 1)])
    out[2 * v] = num[2 * v] * weight
    out[2 * v + 1] = num[2 * v + 1] * weight
  }
  return out
}
