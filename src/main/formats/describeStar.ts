import { counted, HANDEDNESS_DOUBT, listed, range, type Description } from './description.ts'
import { opticsTable, particleTable, tomographyKind, unappliedOptics } from './relionOptics.ts'
import { internedColumn, numberColumns, textColumn, type StarFile, type StarTable } from './star.ts'

/** Labels that the import reads; all others are kept and written back. */
const READ_LABELS: ReadonlySet<string> = new Set([
  'rlnImageName', 'rlnMicrographName', 'rlnOpticsGroup', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginX', 'rlnOriginY', 'rlnOriginXAngst', 'rlnOriginYAngst',
  'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnPhaseShift', 'rlnCtfBfactor', 'rlnCtfScalefactor', 'rlnRandomSubset', 'rlnVoltage', 'rlnSphericalAberration',
  'rlnAmplitudeContrast', 'rlnDetectorPixelSize', 'rlnMagnification', 'rlnImagePixelSize', 'rlnClassNumber',
])

const versionWords = (star: StarFile, hasOptics: boolean): string => {
  if (star.version !== null && star.version >= 50000) return `RELION 5 (version ${star.version})`
  if (star.version !== null && star.version >= 30001) return `RELION 3.1 or 4 (version ${star.version})`
  return hasOptics ? 'RELION 3.1 or later, without version' : 'RELION 3.0 or older style'
}

const shape = (table: StarTable): string => `${table.kind === 'loop' ? counted(table.count, 'row') : 'list'}, ${counted(table.columns.length, 'column')}`
const has = (table: StarTable, ...names: string[]): boolean => names.every(name => table.columns.includes(name))

function opticsFacts(star: StarFile, particles: StarTable, optics: StarTable | null): Description {
  if (optics) {
    const column = (name: string): string[] | null => (has(optics, name) ? textColumn(star, optics, name) : null)
    const [names, sizes, boxes, voltages] = ['rlnOpticsGroupName', 'rlnImagePixelSize', 'rlnImageSize', 'rlnVoltage'].map(column)
    const facts = Array.from({ length: optics.count }, (_, i) => {
      const values = [sizes && `${Number(sizes[i])} Å per pixel`, boxes && `box ${boxes[i]} px`, voltages && `${Number(voltages[i])} kV`]
      return `optics group ${names?.[i] ?? i + 1}: ${values.filter(Boolean).join(', ')}`
    })
    return { facts: facts.slice(0, 20), doubts: [...(sizes ? [] : ['pixel size missing in data_optics']), ...(boxes ? [] : ['box size missing in data_optics'])] }
  }
  if (!has(particles, 'rlnDetectorPixelSize', 'rlnMagnification')) {
    return { facts: ['optics: in the particle rows, no optics table'], doubts: ['pixel size missing: no rlnDetectorPixelSize and rlnMagnification'] }
  }
  const [detector, magnification] = numberColumns(star, particles, ['rlnDetectorPixelSize', 'rlnMagnification'])
  return { facts: [`pixel size: ${range(detector.map((size, i) => (size * 1e4) / magnification[i]), 4, 'Å')} (detector pixel / magnification)`], doubts: [] }
}

function halfSets(star: StarFile, table: StarTable): string {
  if (!has(table, 'rlnRandomSubset')) return 'half-sets: none (rlnRandomSubset missing)'
  const { values, index } = internedColumn(star, table, 'rlnRandomSubset')
  return `half-sets (rlnRandomSubset): ${values.map((value, place) => `${index.reduce((count, i) => count + (i === place ? 1 : 0), 0)} particles in ${value}`).join(', ')}`
}

function particleDoubts(star: StarFile, table: StarTable): string[] {
  const missing = (what: string, ...names: string[]): string[] => (has(table, ...names) ? [] : [`${what} missing: ${names.filter(name => !has(table, name)).join(', ')}`])
  const unapplied = unappliedOptics(star)
  const inAngstrom = has(table, 'rlnOriginXAngst', 'rlnOriginYAngst')
  const inPixels = has(table, 'rlnOriginX', 'rlnOriginY')
  return [
    ...missing('angles', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'), ...missing('defocus', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle'),
    ...missing('micrograph names', 'rlnMicrographName'),
    ...(inAngstrom || inPixels ? [] : ['shifts missing: rlnOriginXAngst, rlnOriginYAngst']),
    ...(inPixels && !inAngstrom ? ['shifts are in pixels (RELION 3.0), of the pixel size above'] : []),
    ...(unapplied.length > 0 ? [`not applied here: ${unapplied.join(', ')}`] : []),
    HANDEDNESS_DOUBT,
  ]
}

/** Facts and doubts of a STAR file; other tables than particles are listed only. */
export function describeStar(star: StarFile): Description {
  const optics = opticsTable(star)
  const blocks = star.blocks.map(({ name, tables }) => `data_${name} (${tables.map(shape).join('; ') || 'empty'})`)
  const facts = [`STAR file, ${versionWords(star, optics !== null)}: ${listed(blocks)}`]
  const tomography = tomographyKind(star)
  if (tomography) return { facts, doubts: [`these are ${tomography}: not single-particle images, and not sorted by this program`] }
  const table = particleTable(star)
  if (!table) return { facts, doubts: ['no particles: no block has rlnImageName'] }
  const opticsPart = opticsFacts(star, table, optics)
  const distinct = (name: string): number => internedColumn(star, table, name).values.length
  const stacks = new Set(internedColumn(star, table, 'rlnImageName').values.map(name => name.slice(name.indexOf('@') + 1)))
  facts.push(`${counted(table.count, 'particle')} in ${counted(stacks.size, 'stack')}, first ${[...stacks][0]}`, ...opticsPart.facts, halfSets(star, table))
  if (has(table, 'rlnMicrographName')) facts.push(counted(distinct('rlnMicrographName'), 'micrograph'))
  if (has(table, 'rlnDefocusU')) facts.push(`defocus ${range(numberColumns(star, table, ['rlnDefocusU'])[0], 0, 'Å')}`)
  if (has(table, 'rlnClassNumber')) facts.push(`classes in rlnClassNumber: ${listed(internedColumn(star, table, 'rlnClassNumber').values.toSorted((a, b) => Number(a) - Number(b)))}`)
  const [read, kept] = [table.columns.filter(name => READ_LABELS.has(name)), table.columns.filter(name => !READ_LABELS.has(name))]
  facts.push(`columns read: ${listed(read, 40)}`)
  if (kept.length > 0) facts.push(`columns kept unread: ${listed(kept, 40)}`)
  return { facts, doubts: [...opticsPart.doubts, ...particleDoubts(star, table)] }
}
