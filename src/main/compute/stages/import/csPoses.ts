import { badData } from '../../../../preload/contract/failure.ts'
import { datasetFields, datasetNumbers, type CsDataset } from '../../../formats/cs.ts'
import { matrixFromCryosparcPose } from '../../../numerics/rotations.ts'

/** Poses of one alignment per particle: rotation vector [3n], shift [2n] px of `pixelSize` [n]. */
export type CsPoses = {
  readonly pose: Float64Array
  readonly shift: Float64Array
  readonly pixelSize: Float64Array | null
  readonly split: Float64Array | null
  readonly doubts: readonly string[]
}

type Candidate = { pose: Float64Array; shift: Float64Array; pixelSize: Float64Array | null; posterior: Float64Array }

/** Items [k·width, (k+1)·width) of every row of a [count × classes·width] field. */
function slice(values: Float64Array, count: number, width: number, k: number): Float64Array {
  const stride = values.length / count
  const out = new Float64Array(count * width)
  for (let i = 0; i < count; i++) out.set(values.subarray(i * stride + k * width, i * stride + (k + 1) * width), i * width)
  return out
}

/** cryoSPARC 4.5 and later: one field with a class axis. */
function fromMulti(dataset: CsDataset): Candidate[] {
  const { count } = dataset.main
  const [pose, shift, pixelSize, posterior] = ['pose', 'shift', 'psize_A', 'class_posterior'].map(name => datasetNumbers(dataset, `alignments3D_multi/${name}`))
  if (!pose || !shift || !posterior) return []
  return Array.from({ length: pose.length / count / 3 }, (_, k) => ({
    pose: slice(pose, count, 3, k), shift: slice(shift, count, 2, k), posterior: slice(posterior, count, 1, k),
    pixelSize: pixelSize && slice(pixelSize, count, 1, pixelSize.length === count ? 0 : k),
  }))
}

/** cryoSPARC up to 4.4 and ab initio: one field per class. */
function fromClasses(dataset: CsDataset): Candidate[] {
  const prefixes = datasetFields(dataset).filter(name => name.startsWith('alignments_class_') && name.endsWith('/pose')).map(name => name.slice(0, -'/pose'.length))
  return prefixes.flatMap(prefix => {
    const [pose, shift, pixelSize, posterior] = ['pose', 'shift', 'psize_A', 'class_posterior'].map(name => datasetNumbers(dataset, `${prefix}/${name}`))
    return pose && shift ? [{ pose, shift, pixelSize, posterior: posterior ?? new Float64Array(dataset.main.count).fill(1) }] : []
  })
}

function bestOf(candidates: readonly Candidate[], count: number): Candidate {
  const [first] = candidates
  const best = { pose: first.pose.slice(), shift: first.shift.slice(), pixelSize: first.pixelSize?.slice() ?? null, posterior: first.posterior.slice() }
  for (const { pose, shift, pixelSize, posterior } of candidates.slice(1)) {
    for (let i = 0; i < count; i++) {
      if (!(posterior[i] > best.posterior[i])) continue
      best.posterior[i] = posterior[i]
      best.pose.set(pose.subarray(3 * i, 3 * i + 3), 3 * i)
      best.shift.set(shift.subarray(2 * i, 2 * i + 2), 2 * i)
      if (best.pixelSize && pixelSize) best.pixelSize[i] = pixelSize[i]
    }
  }
  return best
}

/** The poses that cryoSPARC back-projects with: alignments3D, or of the likeliest class where a job gives one alignment per class. */
export function csPoses(dataset: CsDataset): CsPoses {
  const numbers = (name: string): Float64Array | null => datasetNumbers(dataset, name)
  const pose = numbers('alignments3D/pose')
  const shift = numbers('alignments3D/shift')
  const split = numbers('alignments3D/split') ?? numbers('alignments3D_multi/split')
  if (pose && shift) return { pose, shift, pixelSize: numbers('alignments3D/psize_A'), split, doubts: [] }
  const [multi, classes] = [fromMulti(dataset), fromClasses(dataset)]
  const candidates = multi.length > 0 ? multi : classes
  if (candidates.length === 0) {
    const flat = datasetFields(dataset).some(name => name.startsWith('alignments2D/'))
    throw badData(dataset.main.path, 'columns', `no alignments3D/pose${flat ? ', only 2D alignments' : ''}`, 'give the particles of a 3D refinement, with the passthrough file of its job beside them')
  }
  const { posterior: _, ...best } = bestOf(candidates, dataset.main.count)
  const which = multi.length > 0 ? 'alignments3D_multi' : 'alignments_class_…'
  return { ...best, split, doubts: candidates.length > 1 ? [`poses of the likeliest of ${candidates.length} classes (${which}) are used`] : [] }
}

/** Single-precision values as they were meant: 2.95, not 2.950000047683716. */
export const tidy = (value: number): number => Number(value.toPrecision(7))

export const hasCsPoses = (dataset: CsDataset): boolean => datasetFields(dataset).some(name => /^alignments(3D(_multi)?|_class_.*)\/pose$/.test(name))

/** Whether it is known of which pixels the shifts are. */
export const knownPixels = ({ pixelSize }: CsPoses): boolean => pixelSize?.every(size => size > 0) ?? false

/**
 * Poses in our conventions: rotation [9n], shift [2n] Å. cryoSPARC's is a rotation vector whose matrix, transposed, is RELION's A (pyem's
 * expmap); shifts are pixels of alignments3D/psize_A, or else of `sizeOf` a row, with RELION's sign.
 */
export function rotationsAndShifts(path: string, poses: CsPoses, sizeOf: (row: number) => number): { rotation: Float64Array; shift: Float64Array } {
  const count = poses.pose.length / 3, known = knownPixels(poses), rotation = new Float64Array(9 * count), shift = new Float64Array(2 * count)
  for (let i = 0; i < count; i++) {
    const [x, y, z, dx, dy] = [poses.pose[3 * i], poses.pose[3 * i + 1], poses.pose[3 * i + 2], poses.shift[2 * i], poses.shift[2 * i + 1]]
    const size = known && poses.pixelSize ? tidy(poses.pixelSize[i]) : sizeOf(i)
    if (!Number.isFinite(x + y + z + dx + dy + size)) throw badData(path, `row ${i + 1}`, 'the pose or shift is not finite', 'remove that particle in cryoSPARC and export again')
    // Transposed: the inverse of a rotation is the one by the opposite vector.
    matrixFromCryosparcPose(x, y, z, rotation, 9 * i)
    shift.set([dx * size, dy * size], 2 * i)
  }
  return { rotation, shift }
}
