import { readAtoms } from './atoms.ts'
import { describeCs } from './describeCs.ts'
import { describeStar } from './describeStar.ts'
import { counted, HANDEDNESS_DOUBT, listed, range, type Description } from './description.ts'
import { fileKind } from './fileKind.ts'
import { readMrcHeader } from './mrc.ts'
import { MRC_MODES, type MrcHeader } from './mrcHeader.ts'
import { readStar } from './star.ts'

export type { Description } from './description.ts'

function statisticsOf({ dmin, dmax, dmean, rms }: MrcHeader): string {
  if (!(dmin <= dmax)) return 'values: the header gives no statistics'
  const spread = rms > 0 ? `, standard deviation ${rms.toPrecision(4)}` : ''
  return `values ${dmin.toPrecision(4)} to ${dmax.toPrecision(4)}, mean ${dmean.toPrecision(4)}${spread} (as the header says)`
}

function describeMrc(path: string): Description {
  const info = readMrcHeader(path)
  const { header, columns, rows, sections, coding } = info
  const isOneImage = info.kind === 'stack' && sections === 1
  const kind = isOneImage ? 'one image' : info.kind === 'stack' ? `stack of ${counted(sections, 'image')}` : info.kind === 'volume' ? 'map' : 'stack of maps'
  const labels = info.labels.filter(label => label !== '')
  return {
    facts: [
      `MRC file: ${kind}, ${columns} × ${rows}${info.kind === 'stack' ? ' pixels' : ` × ${sections} voxels`}`,
      `MODE ${coding.mode}: ${MRC_MODES.get(coding.mode)?.name ?? ''}, ${coding.littleEndian ? 'little' : 'big'}-endian${info.compressed ? ', packed with gzip' : ''}`,
      info.pixelSize === null ? 'pixel size: not given' : `pixel size: ${info.pixelSize} Å`,
      statisticsOf(header),
      `space group word (ispg) ${header.ispg}, mz ${header.mz}`,
      ...(header.nsymbt > 0 ? [`extended header of ${header.nsymbt} bytes${info.extendedType ? ` (${info.extendedType})` : ''}`] : []),
      ...(`${header.mapc}${header.mapr}${header.maps}` !== '123' ? [`axis order ${header.mapc} ${header.mapr} ${header.maps}`] : []),
      ...([header.nxstart, header.nystart, header.nzstart].some(start => start !== 0) ? [`starts at voxel ${header.nxstart}, ${header.nystart}, ${header.nzstart} of its cell`] : []),
      ...labels.map(label => `label: ${label}`),
    ],
    doubts: [
      ...info.doubts,
      ...(info.kind === 'volume' && !(columns === rows && rows === sections) ? ['not a cube: it must be padded or cropped before it can serve as mask or map here'] : []),
      ...(info.kind === 'volume' ? [HANDEDNESS_DOUBT] : []),
    ],
  }
}

function describeAtoms(path: string): Description {
  const atoms = readAtoms(path)
  const elements = [...new Set(atoms.element)]
  const chains = [...new Set(atoms.chain)].map(chain => {
    const residues = atoms.residue.filter((_, i) => atoms.chain[i] === chain)
    return `chain ${chain || '(no name)'}: residues ${residues.reduce((a, b) => Math.min(a, b))} to ${residues.reduce((a, b) => Math.max(a, b))}`
  })
  const extent = [0, 1, 2].map(axis => range(Float64Array.from({ length: atoms.count }, (_, i) => atoms.position[3 * i + axis]), 1, 'Å'))
  return {
    facts: [
      `coordinates of ${atoms.count} atoms (first model, first alternative, without water)`,
      `elements: ${listed(elements)}`, ...chains.slice(0, 30), `x ${extent[0]}, y ${extent[1]}, z ${extent[2]}`,
    ],
    doubts: elements.includes('H') ? [] : ['no hydrogen atoms, as usual for X-ray and cryo-EM models'],
  }
}

/**
 * What `cgr info FILE` prints: kind, counts, sizes, columns and every doubt of a star, cs, mrc (mrcs, map, .gz) or coordinate file.
 * Throws a Failure for a damaged file, as any use of it would.
 */
export function describeFile(path: string): Description {
  const describers = { star: (name: string) => describeStar(readStar(name)), cs: describeCs, mrc: describeMrc, atoms: describeAtoms }
  return describers[fileKind(path)](path)
}
