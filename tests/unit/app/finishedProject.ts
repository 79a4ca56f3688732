import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { HostEvent } from '../../../src/preload/contract/events.ts'
import { Workstation } from '../../../src/main/app/workstation.ts'
import { writeRows } from '../../../src/main/compute/runSource.ts'
import { writeReport } from '../../../src/main/core/reportFile.ts'
import { writeClasses } from '../../../src/main/db/classes.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { writeParticles } from '../../../src/main/db/particles.ts'
import type { Assignments } from '../../../src/main/db/particles.ts'
import { endRun, insertRun } from '../../../src/main/db/run.ts'
import { readCs, writeCs } from '../../../src/main/formats/cs.ts'
import { writeVolume } from '../../../src/main/formats/mrc.ts'
import { encodeNpyHeader } from '../../../src/main/formats/npyHeader.ts'
import { readStar } from '../../../src/main/formats/star.ts'
import { exampleRun } from '../db/exampleRun.ts'
import { exampleReport } from '../report/exampleReport.ts'

export const [ROWS, CLASSES, BOX, PIXEL] = [60, 3, 16, 4]

/** A folder for one test file, gone after it. */
export function scratch(): (...names: string[]) => string {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-app-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return (...names) => join(folder, ...names)
}

/** Rows 0, 1, 2 … are of classes 1, 2, 3, 1 …; every twentieth is junk, without any posterior. */
export function assignmentsOf(rows: number): Assignments {
  const classNumber = Int32Array.from({ length: rows }, (_, row) => (row % 20 === 19 ? 0 : (row % CLASSES) + 1))
  const posteriors = Float32Array.from({ length: rows * CLASSES }, (_, i) => {
    const mine = classNumber[Math.floor(i / CLASSES)]
    return mine === 0 ? 0 : mine === (i % CLASSES) + 1 ? 0.7 : 0.15
  })
  return { classNumber, maxPosterior: Float64Array.from(classNumber, number => (number === 0 ? 0 : Math.fround(0.7))), posteriors }
}

/** As RELION might leave it: a comment, a column that nobody here knows with quoted cells, no newline at the end. */
export const starText = (rows: number): string => [
  '# kept by hand', 'data_optics', '', 'loop_', '_rlnOpticsGroup #1', '_rlnVoltage #2', '_rlnSphericalAberration #3', '_rlnImagePixelSize #4', '_rlnImageSize #5', `1 300 2.7 ${PIXEL} ${BOX}`, '',
  'data_particles', '', 'loop_', '_rlnImageName #1', '_rlnMicrographName #2', '_labNote #3', '_rlnOpticsGroup #4',
  ...Array.from({ length: rows }, (_, row) => `${String(row + 1).padStart(6, '0')}@stack.mrcs  =mic${row % 4}.mrc "note, ${row}" 1`),
].join('\n')

/** uid, blob/path and blob/idx, one record a row, beyond 2⁵³. */
function writeParticlesCs(path: string, rows: number): void {
  const records = Buffer.alloc(8 * rows)
  for (let row = 0; row < rows; row += 1) records.writeBigUInt64LE(2n ** 63n + BigInt(row), 8 * row)
  writeFileSync(path, Buffer.concat([encodeNpyHeader([{ name: 'uid', dtype: '<u8', shape: [] }], rows), records]))
  writeCs(path, readCs(path), [
    { name: 'blob/path', dtype: '|S20', values: Array.from({ length: rows }, () => '>J1/stack.mrc') },
    { name: 'blob/idx', dtype: '<u4', values: Array.from({ length: rows }, (_, row) => row) },
  ])
}

/** A map of a ball and, by class, a smaller one at its side; Å, whatever the grid. */
export function ballMap(number: number, box = BOX, pixelSize = PIXEL): { box: number; pixelSize: number; data: Float32Array } {
  const c = box >> 1, data = new Float32Array(box ** 3), inside = (x: number, y: number, z: number, r: number): number => 1 / (1 + Math.exp((Math.hypot(x, y, z) - r) / 2))
  let i = 0
  for (let z = -c; z < box - c; z += 1) for (let y = -c; y < box - c; y += 1) for (let x = -c; x < box - c; x += 1) {
    const [a, b, d] = [x, y, z].map(value => value * pixelSize)
    data[i++] = inside(a, b, d, 14) + inside(a - 8, b - 8 * (number - 2), d - 4 * number, 7)
  }
  return { box, pixelSize, data }
}

/** A project with a finished run of 3 classes, as `cgr run` leaves one; the input lies beside it. */
export function finishedProject(folder: string, format: 'star' | 'cs' = 'star', rows = ROWS): string {
  const input = `${folder}-particles.${format}`, assignments = assignmentsOf(rows)
  mkdirSync(folder, { recursive: true })
  if (format === 'cs') writeParticlesCs(input, rows)
  else writeFileSync(input, starText(rows))
  const source = format === 'cs' ? { format, cs: readCs(input) } : { format, star: readStar(input) }
  writeRows(source, { ...assignments, classes: CLASSES }, join(folder, `run_data.${format}`))
  const example = exampleReport(CLASSES), report = { ...example, input: { ...example.input, path: input, format, particles: rows } }
  const db = openProject(join(folder, 'project.sqlite'))
  insertRun(db, { ...exampleRun, inputPath: input })
  writeClasses(db, report.classes)
  writeParticles(db, assignments)
  endRun(db, 'finished', null)
  closeProject(db)
  for (const { number, map, halfMaps } of report.classes) for (const file of [map, ...halfMaps]) writeVolume(join(folder, file), ballMap(number))
  writeFileSync(join(folder, 'report.html'), '<!doctype html><title>report</title>')
  writeReport(folder, report)
  return folder
}

/** A host with the project open, and what it told its windows; everything is closed after the test file. */
export function opened(folder: string): { workstation: Workstation; id: string; events: HostEvent[] } {
  const workstation = new Workstation(), events: HostEvent[] = []
  workstation.listen(event => events.push(event))
  afterAll(() => workstation.shutDown())
  return { workstation, id: workstation.open(folder).id, events }
}

/** What lies beside a project that RELION has classified: class k of RELION is our class `ours(k)`. */
export function relionResult(folder: string, rows: number, ours: (theirs: number) => number): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'run_it025_data.star'), { classNumber } = assignmentsOf(rows)
  const theirs = (number: number): number => [1, 2, 3].find(one => ours(one) === number) ?? 0
  writeFileSync(path, `data_particles\n\nloop_\n_rlnImageName\n_rlnClassNumber\n${Array.from(classNumber, (number, row) => `${row + 1}@stack.mrcs ${theirs(number)}`).toReversed().join('\n')}\n`)
  for (const one of [1, 2, 3]) writeVolume(join(folder, `run_it025_class00${one}.mrc`), ballMap(ours(one)))
  copyFileSync(join(folder, 'run_it025_class001.mrc'), join(folder, 'run_it024_class002.mrc'))
  return path
}
