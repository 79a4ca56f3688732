/*
 * The way from another program's classes to their conformational variance; the first stages are those of pipeline.ts.
 *
 *   stage                 file
 *   1–2                   those of embedPipeline.ts, on the particles that the file lists, at its poses where it has some; without them as the run has left them
 *   3 variance            of the file's classes, there: as in a run, on maps made of these particles
 *   4 variance of ours    the same of the run's classes, at the same poses and of the same particles
 *   5 write               variance/NAME, whole or not at all
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { MeasuredClass, VarianceReport } from '../../preload/contract/calls/variance.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { seededRandom, type Random } from '../numerics/rng.ts'
import { imageLandscape, importedImages } from './embedding/imageLandscape.ts'
import type { Landscape, LandscapeSource } from './embedding/landscapeSource.ts'
import { landscapeOf } from './landscapeOf.ts'
import type { VarianceRequest } from './protocol.ts'
import { StageClock } from './results/clock.ts'
import { pickRows } from './sorting/pickRows.ts'
import { readPoses, type FilePoses } from './stages/import/readPoses.ts'
import { varianceFile } from './stages/measureVariance.ts'
import { Pool } from './threads/pool.ts'
import { poseDifference } from './variance/poseDifference.ts'
import { isVolumeInput } from './volumes/importVolumes.ts'
import { OUR_STEM, THEIR_STEM, VARIANCE_FILE, VARIANCE_FOLDER, VARIANCE_SCRATCH } from './variance/varianceFiles.ts'

/** Median difference of poses, degrees, from which on another frame is more likely than a better refinement. */
const OTHER_FRAME = 10

/**
 * Conformational variance of classes that came from elsewhere, in `variance/NAME` of the output folder, whose scratch exists. Rejects with a
 * Failure where the images do not fit the poses; then an earlier measurement stands as it was.
 */
export async function runVariancePipeline(request: VarianceRequest, outer: StageContext): Promise<VarianceReport> {
  const began = performance.now(), warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx), folder = join(request.outputDir, VARIANCE_FOLDER), scratch = join(folder, VARIANCE_SCRATCH), made = join(scratch, 'made')
  const { source, theirs, ours, difference } = await clock.time('import', () => placedParticles(request, ctx))
  const pool = new Pool(request.threads, ctx.signal)
  mkdirSync(made, { recursive: true })
  try {
    const landscape = await source.settle(scratch, pool, clock, ctx)
    const measured = (classes: Membership, stem: string, stage: string): Promise<MeasuredClass[]> => clock.time(stage, () =>
      measureClasses(landscape, classes, number => join(made, varianceFile(stem, number)), seededRandom(request.seed).fork('variance'), { ...ctx, report: progress => ctx.report({ ...progress, stage }) }))
    const [classes, own] = [await measured(theirs, THEIR_STEM, 'variance'), await measured(ours, OUR_STEM, 'variance of ours')]
    const { name, path, matchedBy, listed, shared, tooSmall, program, run } = request, { boxSize, limit, workingBox: box } = landscape
    return await clock.time('write', () => keep(join(folder, name), made, {
      schema: 1, program, made: new Date().toISOString(), seconds: (performance.now() - began) / 1000, name, path, run: run.created, matchedBy, listed, shared,
      poses: difference ? 'file' : 'run', difference, resolutionLimitA: boxSize / limit, pixelSizeA: boxSize / box, box, classes, ours: own, tooSmall: [...tooSmall], warnings,
    }))
  } finally {
    await pool.close()
  }
}

/** Whose class each particle is in: 1… in the order of the labels, 0 for none, by row. */
type Membership = { readonly labels: readonly string[]; readonly classNumber: Int32Array }
type Placed = { readonly source: LandscapeSource; readonly theirs: Membership; readonly ours: Membership; readonly difference: VarianceReport['difference'] }

/** All rows of the project where the poses are its own; else those that the file lists, as it places them: one frame for all. Both kinds of classes are of particles that the file lists. */
function placedParticles(request: VarianceRequest, ctx: StageContext): Placed {
  const { path, input, classNumber, rowIn, labels, run } = request, numbers = Array.from({ length: run.posteriors.length / run.classNumber.length }, (_, k) => String(k + 1))
  const listed = run.classNumber.map((number, row) => (rowIn[row] >= 0 ? number : 0)), asSorted = (): Placed => ({ source: landscapeOf(request), theirs: { labels, classNumber }, ours: { labels: numbers, classNumber: listed }, difference: null })
  if (isVolumeInput(input)) return asSorted()
  const all = importedImages(request), poses = readPoses(path, all.optics[0].pixelSize)
  if (!poses) return asSorted()
  const rows = Uint32Array.from(rowIn.keys()).filter(row => rowIn[row] >= 0), given = pickRows(all, rows), of = (column: Int32Array): Int32Array => Int32Array.from(rows, row => column[row])
  const particles = { ...given, ...posesOf(poses, rows.map(row => rowIn[row])) }, difference = poseDifference(given, particles)
  if (difference.angleDeg > OTHER_FRAME) ctx.warn(`the poses of ${basename(path)} differ from those of the particle file by ${difference.angleDeg.toFixed(0)}° in the median: it may place the particle in another frame${request.mask === null ? '' : ', in which the mask of the run does not fit'}`)
  return { source: imageLandscape({ ...request, run: null }, particles), theirs: { labels, classNumber: of(classNumber) }, ours: { labels: numbers, classNumber: of(listed) }, difference }
}

const posesOf = ({ rotation, shift }: FilePoses, places: Uint32Array): FilePoses => ({
  rotation: Float64Array.from({ length: 9 * places.length }, (_, i) => rotation[9 * places[Math.floor(i / 9)] + (i % 9)]),
  shift: Float64Array.from({ length: 2 * places.length }, (_, i) => shift[2 * places[i >> 1] + (i & 1)]),
})

async function measureClasses({ measureVariance }: Landscape, { labels, classNumber }: Membership, pathOf: (number: number) => string, random: Random, ctx: StageContext): Promise<MeasuredClass[]> {
  const paths = fileNumbers(labels).map(pathOf), particles = labels.map(() => 0)
  for (const number of classNumber) if (number > 0) particles[number - 1] += 1
  const numbers = await measureVariance(classNumber, labels.length, k => paths[k], random, ctx)
  return labels.map((label, k) => ({ label, particles: particles[k], variance: numbers[k], map: basename(paths[k]) }))
}

/** Numbers of classes in the names of their files: the labels, where these are such numbers. */
const fileNumbers = (labels: readonly string[]): number[] => (labels.every(label => /^(0|[1-9]\d{0,2})$/.test(label)) ? labels.map(Number) : labels.map((_, k) => k + 1))

/** An earlier measurement of the same file goes when this one is complete. */
function keep(folder: string, made: string, report: VarianceReport): VarianceReport {
  atomicWrite(join(made, VARIANCE_FILE), `${JSON.stringify(report, null, 2)}\n`)
  rmSync(folder, { recursive: true, force: true })
  renameSync(made, folder)
  return report
}
