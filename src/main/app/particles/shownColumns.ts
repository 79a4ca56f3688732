import type { Column } from '../../../preload/contract/calls/particles.ts'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import type { ParticleTable, TableAbout } from './particleTable.ts'
import type { AssignmentTable } from './readAssignments.ts'

/** A column as a person sees it, with its values by row. */
export type ShownColumn = { readonly column: Column & { readonly range: readonly [number, number] }; readonly values: ArrayLike<number> }

/** Above this many names a list of them helps nobody. */
const MOST_NAMES = 1000

function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i]
    if (values[i] > high) high = values[i]
  }
  return [low, high]
}

type About = { readonly title: string; readonly unit?: string; readonly about: string; readonly range?: [number, number] }

const number = (key: string, values: ArrayLike<number>, { title, unit, about, range }: About): ShownColumn =>
  ({ column: { key, title, unit: unit ?? null, about, kind: 'number', range: range ?? rangeOf(values), names: null }, values })

const category = (key: string, values: ArrayLike<number>, names: readonly string[] | null, { title, about }: About): ShownColumn =>
  ({ column: { key, title, unit: null, about, kind: 'category', range: names ? [0, names.length - 1] : rangeOf(values), names: names && names.length <= MOST_NAMES ? [...names] : null }, values })

/** The names without the folders that all of them begin with. */
function withoutCommonFolder(names: readonly string[]): string[] {
  const parts = names[0]?.split('/').slice(0, -1) ?? []
  let shared = parts.length
  for (const name of names) while (shared > 0 && !name.startsWith(`${parts.slice(0, shared).join('/')}/`)) shared--
  return shared === 0 ? [...names] : names.map(name => name.split('/').slice(shared).join('/'))
}

const computed = (length: number, value: (row: number) => number): Float32Array => {
  const out = new Float32Array(length)
  for (let row = 0; row < length; row++) out[row] = value(row)
  return out
}

const TURN: [number, number] = [-180, 180]
const POSE: Readonly<Record<string, About>> = {
  rot: { title: 'Rot', unit: '°', about: 'first Euler angle (RELION), about the object’s z', range: TURN },
  tilt: { title: 'Tilt', unit: '°', about: 'second Euler angle (RELION): between the object’s z and the beam', range: [0, 180] },
  psi: { title: 'Psi', unit: '°', about: 'third Euler angle (RELION), in the plane of the image', range: TURN },
  x: { title: 'Shift x', unit: 'Å', about: 'moving the image by it along x centres the particle' },
  y: { title: 'Shift y', unit: 'Å', about: 'moving the image by it along y centres the particle' },
  z: { title: 'Shift z', unit: 'Å', about: 'moving the map by it along z centres the particle' },
}

function* poses(columns: ParticleTable['columns']): Generator<ShownColumn> {
  for (const [key, about] of Object.entries(POSE)) if (key in columns) yield number(key, columns[key], about)
}

function* halves({ half }: ParticleTable['columns']): Generator<ShownColumn> {
  if (half) yield category('half', half, ['half-set 1', 'half-set 2'], { title: 'Half-set', about: 'half-set of the refinement that the particles come from' })
}

function* imageColumns(about: Extract<TableAbout, { kind: 'images' }>, columns: ParticleTable['columns']): Generator<ShownColumn> {
  const { defocusU: u, defocusV: v } = columns
  yield number('defocus', computed(about.count, row => (u[row] + v[row]) / 20_000), { title: 'Defocus', unit: 'µm', about: 'mean of both axes; under-focus is positive' })
  yield number('astigmatism', computed(about.count, row => Math.abs(u[row] - v[row])), { title: 'Astigmatism', unit: 'Å', about: 'difference of the defocus along its two axes' })
  yield number('astigmatismAngle', columns.defocusAngle, { title: 'Astigmatism angle', unit: '°', about: 'of the axis of larger defocus against x' })
  const phase = number('phaseShift', columns.phaseShift, { title: 'Phase shift', unit: '°', about: 'of a phase plate' })
  if (phase.column.range.some(end => end !== 0)) yield phase
  yield* poses(columns)
  yield category('micrograph', columns.micrograph, withoutCommonFolder(about.micrographs), { title: 'Micrograph', about: 'in the order of the particle file' })
  yield category('optics', columns.opticsGroup, about.optics.map(({ name }) => name), { title: 'Optics group', about: 'microscope settings that particles share' })
  yield* halves(columns)
  yield category('stack', columns.file, withoutCommonFolder(about.files), { title: 'Stack', about: 'file of the image, in the order of the particle file' })
}

function* mapColumns(about: Extract<TableAbout, { kind: 'maps' }>, columns: ParticleTable['columns']): Generator<ShownColumn> {
  yield* poses(columns)
  const tomogram = category('tomogram', columns.tomogram, null, { title: 'Tomogram', about: 'in the order of the particle file' })
  if (tomogram.column.range[1] > 0) yield tomogram
  yield* halves(columns)
  yield category('map', columns.file, withoutCommonFolder(about.files), { title: 'Map', about: 'file of the particle' })
}

const classNames = (classes: number): string[] => ['junk', ...Array.from({ length: classes }, (_, k) => `class ${k + 1}`)]

function* resultColumns({ classes, columns }: AssignmentTable): Generator<ShownColumn> {
  yield category('class', columns.class, classNames(classes), { title: 'Class of the run', about: 'the likeliest class' })
  yield number('posterior', columns.posterior, { title: 'Posterior', about: 'probability of the likeliest class: 1 is certain', range: [0, 1] })
  const most = Math.log2(Math.max(classes, 2))
  yield number('entropy', columns.entropy, { title: 'Doubt', unit: 'bit', about: `entropy of the class probabilities: 0 is certain, ${most.toFixed(2)} no idea`, range: [0, most] })
}

/** Everything that is known of each particle, one column after the other: at 10⁶ rows each takes hundredths of a second. */
export function* shownColumns({ about, columns }: ParticleTable, assignments: AssignmentTable | null): Generator<ShownColumn> {
  yield number('row', computed(about.count, row => row + 1), { title: 'Row', about: 'place in the particle file, from 1', range: [1, about.count] })
  yield* about.kind === 'images' ? imageColumns(about, columns) : mapColumns(about, columns)
  if (assignments) yield* resultColumns(assignments)
}

/** Class numbers by row, after what the user changed. */
export const editedColumn = (edited: Int32Array, { classes }: AssignmentTable): ShownColumn =>
  category('editedClass', edited, classNames(classes), { title: 'Class', about: 'with your changes' })

/** Labels by row: "unlabelled", "junk", "1 open" …, as far as there are any. */
export function labelColumn({ id, name, labels: known }: LabelSet, labels: Int8Array): ShownColumn {
  const most = known.findLast(({ label, count }) => label === 0 || count > 0)!.label
  const names = ['unlabelled', 'junk', ...known.slice(1, most + 1).map(one => `${one.label} ${one.name}`)]
  return category(`label:${id}`, computed(labels.length, row => labels[row] + 1), names, { title: `Label: ${name}`, about: `given by hand or from a file, in the label set "${name}"` })
}
