/**
 * A project of 10⁶ particles: `node bench/particles.ts [FOLDER] [N]`. The rows of a small simulated set are repeated, each with angles,
 * shifts and defocus of its own, and a finished run is entered without having been computed. Times are those of the host's process;
 * "gap" is the longest time for which it answered nobody.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { argv, stdout } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { particleImages } from '../src/main/app/particles/particleImages.ts'
import { particleMethods } from '../src/main/app/particles/particleMethods.ts'
import { enterInput } from '../src/main/app/projects/importInto.ts'
import { Workstation } from '../src/main/app/workstation.ts'
import { closeProject, openProject } from '../src/main/db/open.ts'
import { writeParticles } from '../src/main/db/particles.ts'
import { endRun, insertRun } from '../src/main/db/run.ts'
import { writeStack } from '../src/main/formats/mrc.ts'
import { seededRandom } from '../src/main/numerics/rng.ts'
import { imagesAddress, type ImageKind } from '../src/preload/contract/addresses.ts'
import { DEFAULT_PARAMETERS } from '../src/preload/contract/parameters.ts'

const [folder = join(tmpdir(), 'cgr-particles'), wanted = '1000000'] = argv.slice(2)
const count = Number(wanted), input = join(folder, `particles-${count}.star`), project = join(folder, `project-${count}`)
const CLASSES = 3, BOX = 256, IMAGES = 400, PER_MICROGRAPH = 250

/** A star file as RELION writes it, and one stack of 256 px images for all of its rows. */
function makeInput(): void {
  const random = seededRandom(1), angle = (): string => (360 * random.uniform() - 180).toFixed(6), shift = (): string => (3 * random.normal()).toFixed(6)
  writeStack(join(folder, 'particles.mrcs'), Float32Array.from({ length: IMAGES * BOX ** 2 }, () => random.normal()), { box: BOX, pixelSize: 1.1 })
  const columns = ['rlnImageName', 'rlnMicrographName', 'rlnOpticsGroup', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi', 'rlnOriginXAngst', 'rlnOriginYAngst', 'rlnRandomSubset']
  const lines = [
    '# version 30001', '', 'data_optics', '', 'loop_', '_rlnOpticsGroupName #1', '_rlnOpticsGroup #2', '_rlnVoltage #3', '_rlnSphericalAberration #4', '_rlnAmplitudeContrast #5', '_rlnImagePixelSize #6', '_rlnImageSize #7', '_rlnImageDimensionality #8',
    `one 1 300.0 2.7 0.1 1.1 ${BOX} 2`, '', '# version 30001', '', 'data_particles', '', 'loop_', ...columns.map((name, i) => `_${name} #${i + 1}`),
  ]
  for (let row = 0; row < count; row++) {
    const defocus = 10_000 + 15_000 * random.uniform()
    lines.push(`${String((row % IMAGES) + 1).padStart(6, '0')}@particles.mrcs Micrographs/mic${Math.floor(row / PER_MICROGRAPH)}.mrc 1 ${defocus.toFixed(2)} ${(defocus - 300).toFixed(2)} ${(180 * random.uniform()).toFixed(4)} ${angle()} ${(180 * random.uniform()).toFixed(6)} ${angle()} ${shift()} ${shift()} ${(row & 1) + 1}`)
  }
  writeFileSync(input, `${lines.join('\n')}\n`)
}

function makeProject(): void {
  mkdirSync(project)
  const db = openProject(join(project, 'project.sqlite')), random = seededRandom(2)
  insertRun(db, {
    created: '2026-11-22T12:00:00.000Z', command: 'cgr run', programVersion: '0.1.0', inputPath: input, inputBytes: statSync(input).size, inputSha256: '0'.repeat(64),
    parameters: { ...DEFAULT_PARAMETERS, threads: 2 }, versions: {},
  })
  const posteriors = Float32Array.from({ length: count * CLASSES }, () => random.uniform()), classNumber = new Int32Array(count), maxPosterior = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const own = posteriors.subarray(row * CLASSES, (row + 1) * CLASSES), sum = own.reduce((a, b) => a + b)
    own.forEach((value, k) => { own[k] = value / sum })
    maxPosterior[row] = Math.max(...own)
    classNumber[row] = own.indexOf(maxPosterior[row]) + 1
  }
  enterInput(db, project, { path: input, root: null, passthrough: null })
  writeParticles(db, { classNumber, maxPosterior, posteriors })
  endRun(db, 'finished', null)
  closeProject(db)
}

mkdirSync(folder, { recursive: true })
if (!existsSync(input)) makeInput()
rmSync(project, { recursive: true, force: true })
makeProject()

const delay = monitorEventLoopDelay({ resolution: 2 })
delay.enable()
async function timed(what: string, act: () => unknown): Promise<void> {
  await pause(50)
  delay.reset()
  const start = performance.now()
  await act()
  const ms = performance.now() - start
  await pause(20)
  stdout.write(`| ${what} | ${ms.toFixed(0)} | ${(delay.max / 1e6).toFixed(0)} |\n`)
}

const everything = { sort: null, filters: [] }
const byDefocus = { sort: { column: 'defocus', descending: false }, filters: [] }
const certain = { sort: { column: 'posterior', descending: true }, filters: [{ column: 'editedClass', min: null, max: null, values: [2] }] }

stdout.write(`${count} particles, a star file of ${(readFileSync(input).length / 1e6).toFixed(0)} MB\n\n| what | ms | gap, ms |\n|---|---|---|\n`)
for (const time of ['first', 'again']) {
  const workstation = new Workstation(), methods = particleMethods(workstation)
  let id = ''
  await timed(`open, ${time} time`, () => { ({ id } = workstation.open(project)) })
  await timed(`columns, ${time} time`, () => methods['particles.columns']({ project: id }))
  await timed('100 rows', () => methods['particles.rows']({ project: id, query: everything, offset: count / 2, count: 100 }))
  if (time === 'again') {
    await timed('100 rows by defocus', () => methods['particles.rows']({ project: id, query: byDefocus, offset: 0, count: 100 }))
    await timed('100 rows further on', () => methods['particles.rows']({ project: id, query: byDefocus, offset: count / 2, count: 100 }))
    await timed('100 most certain of a class', () => methods['particles.rows']({ project: id, query: certain, offset: 0, count: 100 }))
    await timed('histogram', () => methods['particles.histogram']({ project: id, query: everything, column: 'defocus', bins: 40 }))
    await timed('heat of rot and tilt', () => methods['particles.heat']({ project: id, query: everything, x: 'rot', y: 'tilt', bins: 36 }))
    const opened = workstation.project(id), rows = Array.from({ length: 200 }, (_, i) => Math.floor((i * count) / 200))
    for (const kind of ['raw', 'lowpass', 'ctf'] as const satisfies readonly ImageKind[]) {
      const address = new URL(imagesAddress(id, { rows, size: 96, kind, lowpassA: 10 }), 'http://127.0.0.1')
      await timed(`200 images of ${BOX} px, ${kind}`, () => particleImages(opened, address.searchParams))
    }
  }
  await workstation.shutDown()
}
