import { badData } from '../../../../preload/contract/failure.ts'
import { lineOfRow, numberColumns, textColumn, type StarFile, type StarTable } from '../../../formats/star.ts'
import { type OpticsDraft } from './draft.ts'

export type StarGroups = { readonly optics: OpticsDraft[]; readonly opticsGroup: Uint16Array; readonly doubts: readonly string[] }

/** What most programs take for ice; small against defocus errors. */
const USUAL_AMPLITUDE_CONTRAST = 0.1
const NO_AMPLITUDE_CONTRAST = `_rlnAmplitudeContrast missing: ${USUAL_AMPLITUDE_CONTRAST} assumed`
const MAX_GROUPS = 65535

function demand(star: StarFile, table: StarTable, names: readonly string[], where: string): void {
  const missing = names.filter(name => !table.columns.includes(name))
  if (missing.length > 0) throw badData(star.path, where, `${missing.map(name => `_${name}`).join(' and ')} missing`, 'add the columns, or export the file again from RELION')
}

/** Numbers of a column, or null where the table has none. */
const maybe = (star: StarFile, table: StarTable, name: string): Float64Array | null => (table.columns.includes(name) ? numberColumns(star, table, [name])[0] : null)

function checkPositive(star: StarFile, table: StarTable, name: string, values: Float64Array | null): void {
  const bad = values?.findIndex(value => !(value > 0)) ?? -1
  if (values && bad >= 0) throw badData(star.path, `line ${lineOfRow(star, table, bad)}`, `_${name} is ${values[bad]}`, 'it must be above 0')
}

/** RELION 3.1 and later: rows of data_optics, found by the number in the particles' _rlnOpticsGroup. */
export function groupsFromOptics(star: StarFile, particles: StarTable, table: StarTable): StarGroups {
  if (table.count === 0 || table.count > MAX_GROUPS) throw badData(star.path, 'data_optics', `${table.count} optics groups`, 'export the file again from RELION')
  demand(star, table, ['rlnVoltage', 'rlnSphericalAberration'], 'data_optics')
  const [voltage, aberration] = numberColumns(star, table, ['rlnVoltage', 'rlnSphericalAberration'])
  const pixelSize = maybe(star, table, 'rlnImagePixelSize')
  const box = maybe(star, table, 'rlnImageSize')
  checkPositive(star, table, 'rlnVoltage', voltage)
  checkPositive(star, table, 'rlnImagePixelSize', pixelSize)
  checkPositive(star, table, 'rlnImageSize', box)
  const amplitude = maybe(star, table, 'rlnAmplitudeContrast')
  const premultiplied = maybe(star, table, 'rlnCtfDataAreCtfPremultiplied')
  const numbers = maybe(star, table, 'rlnOpticsGroup') ?? Float64Array.from({ length: table.count }, (_, i) => i + 1)
  const names = table.columns.includes('rlnOpticsGroupName') ? textColumn(star, table, 'rlnOpticsGroupName') : null
  const optics = Array.from(numbers, (number, i): OpticsDraft => ({
    name: names?.[i] ?? String(number), voltage: voltage[i], sphericalAberration: aberration[i],
    amplitudeContrast: amplitude?.[i] ?? USUAL_AMPLITUDE_CONTRAST, pixelSize: pixelSize?.[i] ?? null, box: box?.[i] ?? null,
    ctfPremultiplied: premultiplied?.[i] === 1,
  }))
  return { optics, opticsGroup: groupOfRows(star, particles, numbers), doubts: amplitude ? [] : [NO_AMPLITUDE_CONTRAST] }
}

function groupOfRows(star: StarFile, particles: StarTable, numbers: Float64Array): Uint16Array {
  const opticsGroup = new Uint16Array(particles.count)
  if (!particles.columns.includes('rlnOpticsGroup')) {
    if (numbers.length === 1) return opticsGroup
    throw badData(star.path, 'columns', `_rlnOpticsGroup missing, but data_optics has ${numbers.length} groups`, 'export the file again from RELION')
  }
  const places = new Map(Array.from(numbers, (number, i) => [number, i]))
  if (places.size < numbers.length) throw badData(star.path, 'data_optics', 'two groups have the same _rlnOpticsGroup', 'number them 1, 2, 3 …')
  const [given] = numberColumns(star, particles, ['rlnOpticsGroup'])
  for (let row = 0; row < given.length; row++) {
    const place = places.get(given[row])
    if (place === undefined) throw badData(star.path, `line ${lineOfRow(star, particles, row)}`, `_rlnOpticsGroup ${given[row]} is not in data_optics`, 'export the file again from RELION')
    opticsGroup[row] = place
  }
  return opticsGroup
}

/** RELION 3.0 and older: every row carries its optics; equal ones make a group. Pixel size in Å is detector µm · 10⁴ / magnification. */
export function groupsFromRows(star: StarFile, table: StarTable): StarGroups {
  demand(star, table, ['rlnVoltage', 'rlnSphericalAberration'], 'columns')
  const [voltage, aberration] = numberColumns(star, table, ['rlnVoltage', 'rlnSphericalAberration'])
  const [amplitude, detector, magnification, given] = ['rlnAmplitudeContrast', 'rlnDetectorPixelSize', 'rlnMagnification', 'rlnImagePixelSize'].map(name => maybe(star, table, name))
  checkPositive(star, table, 'rlnVoltage', voltage)
  checkPositive(star, table, 'rlnDetectorPixelSize', detector)
  checkPositive(star, table, 'rlnMagnification', magnification)
  checkPositive(star, table, 'rlnImagePixelSize', given)
  const premultiplied = maybe(star, table, 'rlnCtfDataAreCtfPremultiplied')
  const optics: OpticsDraft[] = []
  const opticsGroup = new Uint16Array(table.count)
  const places = new Map<string, number>()
  for (let row = 0; row < table.count; row++) {
    const pixelSize = given?.[row] ?? (detector && magnification ? (detector[row] * 1e4) / magnification[row] : null)
    const amplitudeContrast = amplitude?.[row] ?? USUAL_AMPLITUDE_CONTRAST
    const key = `${voltage[row]} ${aberration[row]} ${amplitudeContrast} ${pixelSize} ${premultiplied?.[row] ?? 0}`
    let place = places.get(key)
    if (place === undefined) {
      place = optics.length
      if (place > MAX_GROUPS) {
        throw badData(star.path, `line ${lineOfRow(star, table, row)}`, `more than ${MAX_GROUPS} different optics`, 'optics must be shared by many particles: export the file again')
      }
      places.set(key, place)
      optics.push({
        name: `opticsGroup${place + 1}`, voltage: voltage[row], sphericalAberration: aberration[row], amplitudeContrast, pixelSize, box: null,
        ctfPremultiplied: premultiplied?.[row] === 1,
      })
    }
    opticsGroup[row] = place
  }
  return { optics, opticsGroup, doubts: amplitude ? [] : [NO_AMPLITUDE_CONTRAST] }
}
