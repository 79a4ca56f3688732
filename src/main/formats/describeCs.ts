import { csUids, datasetFields, datasetHas, datasetNumbers, datasetStrings, readCsDataset, type CsDataset } from './cs.ts'
import { counted, HANDEDNESS_DOUBT, listed, range, type Description } from './description.ts'

const distinct = (values: readonly unknown[] | Float64Array): number => new Set(values).size

function imageFacts(dataset: CsDataset): string[] {
  const paths = datasetStrings(dataset, 'blob/path')
  const shape = datasetNumbers(dataset, 'blob/shape')
  const pixelSize = datasetNumbers(dataset, 'blob/psize_A')
  return [
    ...(paths ? [`images in ${counted(distinct(paths), 'stack')}, first ${paths[0]}`] : []),
    ...(shape ? [`box ${range(shape, 0, 'px')}`] : []),
    ...(pixelSize ? [`pixel size ${range(pixelSize, 4, 'Å')}`] : []),
  ]
}

function opticsFacts(dataset: CsDataset): string[] {
  const groups = datasetNumbers(dataset, 'ctf/exp_group_id')
  const voltage = datasetNumbers(dataset, 'ctf/accel_kv')
  const defocus = datasetNumbers(dataset, 'ctf/df1_A')
  return [
    ...(groups ? [counted(distinct(groups), 'exposure group')] : []), ...(voltage ? [`voltage ${range(voltage, 0, 'kV')}`] : []), ...(defocus ? [`defocus ${range(defocus, 0, 'Å')}`] : []),
  ]
}

function doubtsOf(dataset: CsDataset): string[] {
  const split = datasetNumbers(dataset, 'alignments3D/split')
  const sign = datasetNumbers(dataset, 'blob/sign')
  const [posePixel, imagePixel] = ['alignments3D/psize_A', 'blob/psize_A'].map(name => datasetNumbers(dataset, name))
  const differs = posePixel && imagePixel && posePixel.some((size, i) => Math.abs(size / imagePixel[i] - 1) > 0.005)
  return [
    ...['blob/path', 'ctf/df1_A', 'alignments3D/pose'].filter(name => !datasetHas(dataset, name))
      .map(name => `${name} missing: it may be in the passthrough file of the job, or the job was no 3D refinement`),
    ...(imagePixel ? [] : ['pixel size missing (blob/psize_A)']),
    ...(split ? [] : ['no half-sets (alignments3D/split missing)']),
    ...(differs ? [`shifts are in pixels of ${posePixel[0].toFixed(4)} Å, the images have ${imagePixel[0].toFixed(4)} Å`] : []),
    ...(sign ? [`blob/sign is ${listed([...new Set(sign)].map(String))}: how the contrast of the images is meant; it is detected from the data`] : []),
    ...(datasetHas(dataset, 'location/micrograph_path') || datasetHas(dataset, 'location/micrograph_uid') ? [] : ['micrograph names missing']),
    HANDEDNESS_DOUBT,
  ]
}

/** Facts and doubts of a cryoSPARC file, with the passthrough files beside it. */
export function describeCs(path: string): Description {
  const dataset = readCsDataset(path)
  const { main, joined } = dataset
  const split = datasetNumbers(dataset, 'alignments3D/split')
  const classes = datasetNumbers(dataset, 'alignments3D/class')
  if (main.count === 0) return { facts: ['cryoSPARC file (NumPy records) without a row'], doubts: ['no particles'] }
  return {
    facts: [
      `cryoSPARC file (NumPy records): ${counted(main.count, 'particle')}, ${counted(main.fields.length, 'field')}, first uid ${csUids(main)[0]}`,
      ...joined.map(({ parts }) => `joined by uid: ${parts.map(part => part.path).join(', ')}`),
      ...imageFacts(dataset), ...opticsFacts(dataset),
      ...(split ? [`half-sets (alignments3D/split): ${split.filter(value => value === 0).length} particles in 0, ${split.filter(value => value === 1).length} in 1`] : []),
      ...(classes ? [`classes in alignments3D/class: ${listed([...new Set(classes)].toSorted((a, b) => a - b).map(String))}`] : []),
      `fields: ${listed(datasetFields(dataset), 60)}`,
    ],
    doubts: doubtsOf(dataset),
  }
}
