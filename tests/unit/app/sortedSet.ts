import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeClasses } from '../../../src/main/db/classes.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { writeParticles } from '../../../src/main/db/particles.ts'
import { endRun, insertRun } from '../../../src/main/db/run.ts'
import { writeReport } from '../../../src/main/core/reportFile.ts'
import { SimulateOptions } from '../../../src/main/simulate/options.ts'
import { simulate } from '../../../src/main/simulate/simulate.ts'
import { exampleRun } from '../db/exampleRun.ts'
import { exampleReport } from '../report/exampleReport.ts'
import { context, SMALL } from '../simulate/simulated.ts'

export type SortedSet = { readonly folder: string; readonly star: string; /** 1 or 2 by row. */ readonly truth: Int32Array }

/** Simulated particles of albumin, some without its first and some without its last domain, and a project of a run that has sorted them without a fault into the maps they were made from. */
export async function sortedSet(folder: string, changes: Partial<SimulateOptions>): Promise<SortedSet> {
  const set = `${folder}-set`
  await simulate(SimulateOptions.parse({ ...SMALL, structures: ['hsa'], states: 'drop A:5-197; drop A:385-585', output: set, ...changes }), context())
  const labels = readFileSync(join(set, 'truth.csv'), 'utf8').trim().split('\n').slice(1).map(line => Number(line.split(',')[1]))
  const truth = Int32Array.from(labels, label => label + 1), star = join(set, 'particles.star')
  const report = exampleReport(2)
  mkdirSync(folder)
  for (const number of [1, 2]) copyFileSync(join(set, `gt_class${number - 1}.mrc`), join(folder, `run_class00${number}.mrc`))
  const db = openProject(join(folder, 'project.sqlite'))
  insertRun(db, { ...exampleRun, inputPath: star })
  writeParticles(db, { classNumber: truth, maxPosterior: new Float64Array(truth.length).fill(0.9), posteriors: Float32Array.from({ length: 2 * truth.length }, (_, i) => (truth[i >> 1] === (i & 1) + 1 ? 0.9 : 0.1)) })
  writeClasses(db, report.classes)
  endRun(db, 'finished', null)
  closeProject(db)
  writeReport(folder, { ...report, input: { ...report.input, path: star, particles: truth.length }, contrast: { sign: changes.invert ? -1 : 1, spread: 0 } })
  return { folder, star, truth }
}
