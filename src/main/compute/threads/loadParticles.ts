import type { OpticsGroup } from '../../../preload/contract/records.ts'
import { ctfFrequencies, fillCtf } from '../../numerics/ctf.ts'
import { ImageCropper } from '../../numerics/cropImage.ts'
import { openStack, type StackReader } from '../../formats/mrcStack.ts'
import { recordLength, writeRecords, type ParticleStore } from './store.ts'

/** Columns of the rows that go to positions from, from + 1, … of the store. */
export type LoadInput = {
  readonly store: ParticleStore
  readonly from: number
  readonly files: readonly string[]
  readonly file: Uint32Array
  readonly slice: Uint32Array
  readonly optics: readonly OpticsGroup[]
  readonly opticsGroup: Uint16Array
  readonly shift: Float64Array
  readonly defocusU: Float64Array
  readonly defocusV: Float64Array
  readonly defocusAngle: Float64Array
  readonly phaseShift: Float64Array
  readonly ctfBfactor: Float64Array
  readonly ctfScale: Float64Array
  /** Multiplies the pixel size that CTFs are evaluated at, shifts stay as they are in pixels; 1 but where the proof of match tries another. */
  readonly pixelScale: number
  /** [store.count × (limit + 1)] f32: mean |F|² of each shell is written here. */
  readonly shellPower: SharedArrayBuffer
}

const open = new Map<string, StackReader>()
function stack(path: string): StackReader {
  let reader = open.get(path)
  if (!reader) {
    if (open.size >= 64) {
      for (const old of open.values()) old.close()
      open.clear()
    }
    reader = openStack(path)
    open.set(path, reader)
  }
  return reader
}

/** Reads images, crops them in Fourier space with their given shift removed, evaluates their CTFs, fills the store. */
export function loadParticles(input: LoadInput): void {
  const { store, optics, shift } = input
  const { coefficients } = store
  const rows = input.file.length, length = recordLength(store)
  const records = new Float32Array(rows * length)
  const croppers = optics.map(group => new ImageCropper(group.box, coefficients))
  const frequencies = optics.map(group => {
    const step = 1 / (group.box * group.pixelSize * input.pixelScale)
    return ctfFrequencies(coefficients.kx.map(k => k * step), coefficients.ky.map(k => k * step))
  })
  const power = new Float32Array(input.shellPower, input.from * (coefficients.limit + 1) * 4, rows * (coefficients.limit + 1))
  let image = new Float32Array(0)
  for (let i = 0; i < rows; i++) {
    const g = input.opticsGroup[i], group = optics[g], path = input.files[input.file[i]]
    if (image.length !== group.box ** 2) image = new Float32Array(group.box ** 2)
    stack(path).read(input.slice[i], image)
    croppers[g].read(image, 0, shift[2 * i] / group.pixelSize, shift[2 * i + 1] / group.pixelSize, records, i * length)
    fillCtf({
      voltage: group.voltage, sphericalAberration: group.sphericalAberration, amplitudeContrast: group.amplitudeContrast,
      defocusU: input.defocusU[i], defocusV: input.defocusV[i], defocusAngle: input.defocusAngle[i], phaseShift: input.phaseShift[i],
      bfactor: input.ctfBfactor[i], scale: input.ctfScale[i],
    }, frequencies[g], records, i * length + 2 * coefficients.count)
    measure(records, i * length, store, power, i * (coefficients.limit + 1))
  }
  writeRecords(store, input.from, records)
}

function measure(records: Float32Array, from: number, store: ParticleStore, power: Float32Array, at: number): void {
  const { shell, count, limit } = store.coefficients
  const sum = new Float64Array(limit + 1), members = new Float64Array(limit + 1)
  for (let m = 0; m < count; m++) {
    sum[shell[m]] += records[from + 2 * m] ** 2 + records[from + 2 * m + 1] ** 2
    members[shell[m]]++
  }
  for (let r = 1; r <= limit; r++) power[at + r] = sum[r] / members[r]
}
