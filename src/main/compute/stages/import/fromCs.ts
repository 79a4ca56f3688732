import { badData } from '../../../../preload/contract/failure.ts'
import { datasetNumbers, datasetStrings, type CsDataset } from '../../../formats/cs.ts'
import { csPoses, knownPixels, rotationsAndShifts, tidy } from './csPoses.ts'
import { type OpticsDraft, type ParticleDraft } from './draft.ts'

/** Optics that cryoSPARC gives and this program does not apply. Magnification is stored as zeros where none was fitted. */
const UNAPPLIED: readonly (readonly [field: string, what: string])[] = [
  ['ctf/tilt_A', 'beam tilt'], ['ctf/trefoil_A', 'trefoil'], ['ctf/tetra_A', 'tetrafoil'], ['ctf/anisomag', 'anisotropic magnification'],
]
const NEGLIGIBLE = 1e-6
const MAX_GROUPS = 65535

function interned(names: readonly string[]): { values: string[]; index: Uint32Array } {
  const places = new Map<string, number>()
  const index = Uint32Array.from(names, name => {
    const place = places.get(name) ?? places.size
    if (place === places.size) places.set(name, place)
    return place
  })
  return { values: [...places.keys()], index }
}

/** Optional fields are 0 (scale 1) where missing; required ones are named. Every value must be finite. */
function columnsOf(dataset: CsDataset): { required: (name: string, fix: string) => Float64Array; optional: (name: string, missing: number) => Float64Array } {
  const { path, count } = dataset.main
  const finite = (name: string, values: Float64Array): Float64Array => {
    const bad = values.findIndex(value => !Number.isFinite(value))
    if (bad >= 0) throw badData(path, `row ${Math.floor((bad * count) / values.length) + 1}`, `${name} is ${values[bad]}`, 'remove that particle in cryoSPARC and export again')
    return values
  }
  return {
    required: (name, fix) => {
      const values = datasetNumbers(dataset, name)
      if (!values) throw badData(path, 'columns', `no field ${name}`, fix)
      return finite(name, values)
    },
    optional: (name, missing) => finite(name, datasetNumbers(dataset, name) ?? new Float64Array(count).fill(missing)),
  }
}

function opticsOf(dataset: CsDataset, numbers: ReturnType<typeof columnsOf>): { optics: OpticsDraft[]; opticsGroup: Uint16Array } {
  const { path, count } = dataset.main
  const fix = 'put the passthrough file of its job beside it'
  const [voltage, aberration, amplitude] = ['ctf/accel_kv', 'ctf/cs_mm', 'ctf/amp_contrast'].map(name => numbers.required(name, fix))
  const pixelSize = numbers.required('blob/psize_A', fix)
  const shape = numbers.required('blob/shape', fix)
  const exposure = numbers.optional('ctf/exp_group_id', 0)
  const optics: OpticsDraft[] = []
  const places = new Map<string, number>()
  const opticsGroup = new Uint16Array(count)
  for (let row = 0; row < count; row++) {
    const [height, width] = [shape[2 * row], shape[2 * row + 1]]
    if (height !== width) throw badData(path, `row ${row + 1}`, `an image of ${width} × ${height} px`, 'particle images must be square: extract them again')
    if (!(voltage[row] > 0) || !(pixelSize[row] > 0)) {
      throw badData(path, `row ${row + 1}`, `${voltage[row]} kV, ${pixelSize[row]} Å per pixel`, 'they must be above 0: correct the CTF and pixel size in cryoSPARC')
    }
    const key = [exposure[row], voltage[row], aberration[row], amplitude[row], pixelSize[row], width].join(' ')
    let place = places.get(key)
    if (place === undefined) {
      place = optics.length
      if (place > MAX_GROUPS) throw badData(path, `row ${row + 1}`, `more than ${MAX_GROUPS} different optics`, 'export the file again')
      places.set(key, place)
      optics.push({
        name: `exposure group ${exposure[row]}`, voltage: tidy(voltage[row]), sphericalAberration: tidy(aberration[row]), amplitudeContrast: tidy(amplitude[row]),
        pixelSize: tidy(pixelSize[row]), box: width, ctfPremultiplied: false,
      })
    }
    opticsGroup[row] = place
  }
  return { optics, opticsGroup }
}

function halvesOf(split: Float64Array | null): { half: Uint8Array | null; doubts: string[] } {
  if (!split) return { half: null, doubts: [] }
  if (split.some(value => value !== 0 && value !== 1)) return { half: null, doubts: ['alignments3D/split is not 0 or 1 everywhere: the half-sets of the refinement are not used'] }
  if (!split.includes(0) || !split.includes(1)) return { half: null, doubts: [`alignments3D/split is ${split[0]} everywhere: no half-sets of the refinement`] }
  return { half: Uint8Array.from(split), doubts: [] }
}

function signDoubt(sign: Float64Array | null): string[] {
  if (!sign) return []
  const distinct = new Set(sign)
  if (distinct.size > 1) return ['blob/sign differs between particles: some stacks are inverted against others']
  return [`blob/sign is ${[...distinct][0]}: cryoSPARC multiplies the images by it; here the contrast is taken from the images themselves`]
}

/**
 * Translates cryoSPARC particles into our units and conventions; images are not opened.
 */
export function draftFromCs(dataset: CsDataset): ParticleDraft {
  const { path, count } = dataset.main
  if (count === 0) throw badData(path, 'header', 'no particles', 'the table is empty: export it again')
  const numbers = columnsOf(dataset)
  const fix = 'put the passthrough file of its job beside it'
  const names = datasetStrings(dataset, 'blob/path')
  if (!names) throw badData(path, 'columns', 'no field blob/path', fix)
  const empty = names.findIndex(name => name.replace('>', '') === '')
  if (empty >= 0) throw badData(path, `row ${empty + 1}`, 'blob/path is empty', 'export the file again')
  const stacks = interned(names.map(name => name.replace(/^>/, '')))
  const poses = csPoses(dataset)
  const { optics, opticsGroup } = opticsOf(dataset, numbers)
  const doubts = [...poses.doubts, ...signDoubt(datasetNumbers(dataset, 'blob/sign'))]
  if (!knownPixels(poses)) doubts.push('alignments3D/psize_A missing: shifts taken in pixels of the images')
  const { rotation, shift } = rotationsAndShifts(path, poses, row => optics[opticsGroup[row]].pixelSize ?? NaN)
  const unapplied = UNAPPLIED.filter(([field]) => isUsed(datasetNumbers(dataset, field), field === 'ctf/anisomag')).map(([, what]) => what)
  if (unapplied.length > 0) doubts.push(`not applied: ${unapplied.join(', ')} of the optics`)
  const halves = halvesOf(poses.split)
  const micrographs = datasetStrings(dataset, 'location/micrograph_path') ?? datasetStrings(dataset, 'location/micrograph_uid')
  return {
    count, format: 'cs', stackNames: stacks.values, file: stacks.index, slice: Uint32Array.from(numbers.required('blob/idx', fix)),
    optics, opticsGroup, rotation, shift, shiftUnit: 'Å',
    defocusU: numbers.required('ctf/df1_A', fix), defocusV: numbers.required('ctf/df2_A', fix), defocusAngle: numbers.optional('ctf/df_angle_rad', 0),
    phaseShift: numbers.optional('ctf/phase_shift_rad', 0), ctfBfactor: numbers.optional('ctf/bfactor', 0), ctfScale: numbers.optional('ctf/scale', 1),
    micrographs: micrographs && interned(micrographs), half: halves.half, doubts: [...doubts, ...halves.doubts], place: row => `row ${row + 1}`,
  }
}

/** Whether anything but the neutral value is there: 0, or for the magnification matrix also the identity. */
function isUsed(values: Float64Array | null, isMatrix: boolean): boolean {
  const identity = [1, 0, 0, 1]
  const differs = (neutral: (i: number) => number): boolean => values?.some((value, i) => Math.abs(value - neutral(i)) > NEGLIGIBLE) ?? false
  return differs(() => 0) && (!isMatrix || differs(i => identity[i % 4]))
}
