import type { ClassModel } from './classModel.ts'
import type { Saved } from './checkpoint.ts'
import type { Sorting } from './expectation.ts'
import type { PosePolish } from './posePolish.ts'
import type { Workspace } from './workspace.ts'

const shared = (values: ArrayLike<number> & { byteLength: number }): SharedArrayBuffer => {
  const out = new SharedArrayBuffer(values.byteLength)
  new Float32Array(out).set(values)
  return out
}

/** Everything that sortParticles changes, so that an interrupted run goes on as if it had not been. */
export function sortingSnapshot(w: Workspace, polish: PosePolish, sorting: Sorting, values: Record<string, unknown>): Saved {
  const { state } = w.set, model = sorting.model!
  return {
    arrays: {
      rotation: new Float64Array(state.rotation), shift: new Float64Array(state.shift), contrast: new Float32Array(state.contrast), offsets: polish.offsets, consensus: w.consensus,
      posteriors: new Float32Array(sorting.posteriors), occupancy: model.occupancy, mean: new Float32Array(model.mean),
      ...Object.fromEntries(model.differences.map((d, k) => [`difference${k}`, new Float32Array(d)])),
    },
    values: { ...values, widths: polish.widths, classes: sorting.classes, limit: model.limit, size: model.size },
  }
}

export function restoreSorting(w: Workspace, polish: PosePolish, { arrays, values }: Saved): Sorting {
  const { state } = w.set, classes = values.classes as number
  new Float64Array(state.rotation).set(arrays.rotation)
  new Float64Array(state.shift).set(arrays.shift)
  new Float32Array(state.contrast).set(arrays.contrast)
  w.consensus = Float64Array.from(arrays.consensus)
  polish.offsets.set(arrays.offsets)
  polish.widths = values.widths as PosePolish['widths']
  const model: ClassModel = {
    classes, limit: values.limit as number, size: values.size as number, mean: shared(arrays.mean),
    differences: Array.from({ length: classes }, (_, k) => shared(arrays[`difference${k}`])), occupancy: Float64Array.from(arrays.occupancy),
  }
  return { posteriors: shared(arrays.posteriors), classes, model }
}
