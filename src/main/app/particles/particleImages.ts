import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { ImageKind } from '../../../preload/contract/addresses.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { radians } from '../../../preload/contract/units.ts'
import { matrixFromEuler } from '../../numerics/rotations.ts'
import { readCheck } from '../checks/checkState.ts'
import { classMapName, CONSENSUS, mapPath } from '../maps/mapFiles.ts'
import type { OpenProject } from '../openProject.ts'
import { Helper } from '../threads/helper.ts'
import type { ParticleTable } from './particleTable.ts'
import type { Pictured, PictureRequest, Pictures } from './picture.ts'
import { assignmentTable, particleTable } from './projectParticles.ts'

const KINDS: readonly ImageKind[] = ['raw', 'lowpass', 'ctf', 'projection']
const MOST_ROWS = 200
const SIZES = [8, 1024] as const
/** Reasons told in a header, each of so many characters: a disk that is gone has the same for all. */
const MOST_REASONS = 20
const REASON_LENGTH = 160

/** Slices of one transform are quick, and each thread would make a transform of its own: projections take the first thread alone. */
const helpers = Array.from({ length: Math.min(4, availableParallelism()) }, () => new Helper())

/** The pictures, shared out among the threads. */
async function drawn(request: PictureRequest): Promise<Pictures> {
  const { particles, kind } = request, threads = kind === 'projection' ? helpers.slice(0, 1) : helpers, share = Math.ceil(particles.length / threads.length)
  const shares = threads.map((helper, i) => ({ helper, some: particles.slice(i * share, (i + 1) * share) })).filter(({ some }) => some.length > 0)
  const parts = await Promise.all(shares.map(({ helper, some }) => helper.run('makePictures', { ...request, particles: some })))
  return { pixels: Buffer.concat(parts.map(({ pixels }) => pixels)), failed: parts.flatMap(({ failed }) => failed) }
}

type Wanted = Pick<PictureRequest, 'size' | 'kind' | 'lowpassA'> & { readonly rows: readonly number[]; readonly class: number | null }

const malformed = (what: string, fix: string): Failure => new Failure('usage', `images: ${what.slice(0, 80)}`, fix)

/** The parameters of `imagesAddress`, checked. */
function wantedFrom(query: URLSearchParams, count: number): Wanted {
  const whole = (name: string, text: string, [low, high]: readonly [number, number]): number => {
    const value = Number(text)
    if (text === '' || !Number.isInteger(value) || value < low || value > high) throw malformed(`${name} ${text}`, `a whole number from ${low} to ${high}`)
    return value
  }
  const rows = (query.get('rows') ?? '').split(',').map(text => whole('row', text, [0, count - 1]))
  if (rows.length > MOST_ROWS) throw malformed(`${rows.length} rows`, `at most ${MOST_ROWS} at once`)
  const kind = KINDS.find(known => known === query.get('kind')), lowpass = query.get('lowpass'), number = query.get('class')
  if (!kind) throw malformed(`kind ${query.get('kind')}`, `one of ${KINDS.join(', ')}`)
  if (lowpass !== null && !(Number(lowpass) > 0)) throw malformed(`lowpass ${lowpass}`, 'a resolution in Å above 0')
  if (kind === 'lowpass' && lowpass === null) throw malformed('lowpass missing', 'a resolution in Å')
  return { rows, size: whole('size', query.get('size') ?? '', SIZES), kind, lowpassA: lowpass === null ? null : Number(lowpass), class: number === null ? null : whole('class', number, [1, 999]) }
}

/** Sign of the protein in the images as the run or the check found it; null before either. */
const contrastSign = (project: OpenProject): 1 | -1 | null => project.report()?.contrast.sign ?? readCheck(project)?.contrast.sign ?? null

/** The map that is projected for each row: of the class asked for, else of its own (null for junk); before there are classes, the consensus. */
async function mapsFor(project: OpenProject, { rows, class: wanted }: Wanted): Promise<(row: number) => string | null> {
  const own = wanted === null ? (await assignmentTable(project))?.columns.class : undefined
  const classOf = (row: number): number | null => wanted ?? own?.[row] ?? null
  const pathOf = (number: number | null): string | null => {
    if (number === null && !existsSync(project.path(CONSENSUS))) throw new Failure('missing', 'there is no map to be projected yet', 'run the check or the sorting first')
    return number === 0 ? null : mapPath(project.folder, number === null ? CONSENSUS : classMapName(number))
  }
  const paths = new Map([...new Set(rows.map(classOf))].map(number => [number, pathOf(number)]))
  return row => paths.get(classOf(row)) ?? null
}

function picturedImage({ about, columns: c }: ParticleTable, row: number, map: string | null): Pictured {
  if (about.kind === 'maps') {
    const shift = 'x' in c ? [c.x, c.y, c.z].map(values => values[row] / about.pixelSize) : []
    const rotation = 'rot' in c ? [...matrixFromEuler(c.rot[row], c.tilt[row], c.psi[row])] : []
    return { row, path: about.files[c.file[row]], slice: null, box: about.box, pixelSize: about.pixelSize, rotation, shift, ctf: null, map }
  }
  const { box, pixelSize, voltage, sphericalAberration, amplitudeContrast } = about.optics[c.opticsGroup[row]]
  return {
    row, path: about.files[c.file[row]], slice: c.slice[row], box, pixelSize, map,
    rotation: [...matrixFromEuler(c.rot[row], c.tilt[row], c.psi[row])], shift: [c.x[row] / pixelSize, c.y[row] / pixelSize],
    ctf: {
      voltage, sphericalAberration, amplitudeContrast, defocusU: c.defocusU[row], defocusV: c.defocusV[row], defocusAngle: radians(c.defocusAngle[row]),
      phaseShift: radians(c.phaseShift[row]), bfactor: c.ctfBfactor[row], scale: c.ctfScale[row],
    },
  }
}

/** "row:reason,…", reasons percent-encoded; after the first few only "row:". */
const failures = (failed: Pictures['failed']): string => failed.map(({ row, reason }, i) => `${row}:${i < MOST_REASONS ? encodeURIComponent(reason.slice(0, REASON_LENGTH)) : ''}`).join(',')

/** Pictures of particles of the project for `imagesAddress`, made in threads. Header X-Sign: the contrast's sign where it is known; X-Failed: rows that could not be drawn. */
export async function particleImages(project: OpenProject, query: URLSearchParams): Promise<Response> {
  const table = await particleTable(project), wanted = wantedFrom(query, table.about.count)
  if (wanted.kind === 'ctf' && table.about.kind === 'maps') throw malformed('kind ctf', 'maps carry no CTF: take raw or lowpass')
  const sign = contrastSign(project), mapOf = wanted.kind === 'projection' ? await mapsFor(project, wanted) : () => null
  const particles = wanted.rows.map(row => picturedImage(table, row, mapOf(row)))
  const { pixels, failed } = await drawn({ particles, size: wanted.size, kind: wanted.kind, lowpassA: wanted.lowpassA, sign: sign ?? 1 })
  return new Response(pixels, {
    headers: {
      'content-type': 'application/octet-stream', 'content-length': String(pixels.length), 'cache-control': 'no-store',
      ...(sign !== null && { 'x-sign': String(sign) }), ...(failed.length > 0 && { 'x-failed': failures(failed) }),
    },
  })
}
