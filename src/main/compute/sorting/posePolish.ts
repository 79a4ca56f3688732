import { estimateWidths, poseOffsets, type PoseErrorWidths } from '../../numerics/posePrior.ts'
import { matrixFromRotationVector, multiply } from '../../numerics/rotations.ts'
import { writeVolumes } from './classModel.ts'
import type { Sorting } from './expectation.ts'
import { sharedDoubles } from './particles.ts'
import { shares } from './passes.ts'
import { gridFor, type Workspace } from './workspace.ts'

/** Largest change of a pass: the model is linear in the pose only so far. */
const LARGEST = { angle: 0.1, shift: 1.5 }

/**
 * Poses refined round the given ones: Gauss–Newton MAP steps against the class maps weighted by the posterior, under a
 * Gaussian prior round the given pose whose widths are estimated from all particles in every pass.
 */
export class PosePolish {
  /** f64 [count × 9] as the file gave them */
  readonly #given: Float64Array
  /** f64 [count × 5] total offset: three rotations (radians, view frame), two shifts (working pixels). */
  readonly offsets: Float64Array
  widths: PoseErrorWidths = { angle: 0.05, shift: 0.5 }

  constructor(w: Workspace) {
    this.#given = Float64Array.from(new Float64Array(w.set.state.rotation))
    this.offsets = new Float64Array(5 * w.set.store.count)
  }

  async pass(w: Workspace, sorting: Sorting, limit: number): Promise<void> {
    const { store, state } = w.set
    const model = sorting.model!
    const grid = gridFor(limit)
    const { volumes, stride } = await writeVolumes(w, model, grid)
    const equations = sharedDoubles(20 * store.count)
    await w.pool.map('posePass', shares(w).map(share => ({
      store, state, grid, ...share, classes: model.classes, volumes, stride, posteriors: sorting.posteriors, limit, equations,
    })))
    const values = new Float64Array(equations), active = new Uint8Array(state.active)
    this.#refer(values, active)
    this.widths = estimateWidths({ count: store.count, values, active }, this.widths)
    const next = new Float64Array(this.offsets.length)
    poseOffsets({ count: store.count, values, active }, this.widths, next)
    this.#move(w, next, active)
  }

  /** The gradient is at the present offset d; b = gradient + H·d refers it to the given pose. */
  #refer(values: Float64Array, active: Uint8Array): void {
    const index = [[0, 1, 2, 3, 4], [1, 5, 6, 7, 8], [2, 6, 9, 10, 11], [3, 7, 10, 12, 13], [4, 8, 11, 13, 14]]
    for (let p = 0; p < active.length; p++) {
      if (!active[p]) continue
      for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) values[20 * p + 15 + i] += values[20 * p + index[i][j]] * this.offsets[5 * p + j]
    }
  }

  #move(w: Workspace, next: Float64Array, active: Uint8Array): void {
    const rotation = new Float64Array(w.set.state.rotation), shift = new Float64Array(w.set.state.shift)
    const small = new Float64Array(9)
    for (let p = 0; p < active.length; p++) {
      if (!active[p]) continue
      const d = this.offsets.subarray(5 * p, 5 * p + 5)
      for (let i = 0; i < 5; i++) {
        const most = i < 3 ? LARGEST.angle : LARGEST.shift
        d[i] += Math.min(most, Math.max(-most, next[5 * p + i] - d[i]))
      }
      matrixFromRotationVector(d[0], d[1], d[2], small)
      multiply(small, this.#given, rotation, 0, 9 * p, 9 * p)
      shift[2 * p] = d[3]
      shift[2 * p + 1] = d[4]
    }
  }
}
