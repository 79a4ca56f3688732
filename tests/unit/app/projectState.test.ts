import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createProject, enterInput } from '../../../src/main/app/projects/importInto.ts'
import { projectState } from '../../../src/main/app/projects/projectState.ts'
import { Workstation } from '../../../src/main/app/workstation.ts'
import { importSummary } from '../../../src/main/core/importSummary.ts'
import { writeReport } from '../../../src/main/core/reportFile.ts'
import { writeClasses } from '../../../src/main/db/classes.ts'
import { closeProject, openProject } from '../../../src/main/db/open.ts'
import { endRun, insertRun } from '../../../src/main/db/run.ts'
import { SimulateOptions } from '../../../src/main/simulate/options.ts'
import { simulate } from '../../../src/main/simulate/simulate.ts'
import { exampleRun } from '../db/exampleRun.ts'
import { exampleReport } from '../report/exampleReport.ts'
import { context, SMALL } from '../simulate/simulated.ts'
import { scratch } from './finishedProject.ts'

const path = scratch()
let star: string, project: string, time = 0

/** Particles, and beside them a project whose run has sorted them. */
beforeEach(async () => {
  const set = path(`set-${time += 1}`)
  await simulate(SimulateOptions.parse({ ...SMALL, structures: ['hsa'], states: 'hsa2', output: set }), context())
  ;[star, project] = [join(set, 'particles.star'), path(`project-${time}`)]
  createProject(project, { path: star, root: null, passthrough: null })
  const { particles, box, pixelSizeA } = importSummary(star, null, null), example = exampleReport(2)
  const report = { ...example, input: { ...example.input, path: star, particles, box, pixelSizeA } }
  const db = openProject(join(project, 'project.sqlite'))
  insertRun(db, { ...exampleRun, inputPath: star })
  writeClasses(db, report.classes)
  endRun(db, 'finished', null)
  closeProject(db)
  writeReport(project, report)
})

/** How the steps stand, as a host that was just started sees it. */
async function steps(): Promise<Record<string, string>> {
  const workstation = new Workstation()
  const state = projectState(workstation, workstation.open(project))
  await workstation.shutDown()
  return Object.fromEntries(state.steps.map(one => [one.step, one.state]))
}

test('results stand while their particles do', async () => {
  expect(await steps()).toMatchObject({ import: 'done', sort: 'done', classes: 'ready', maps: 'ready' })
})

test('the file was written again with fewer particles: what was made of it is out of date', async () => {
  const lines = readFileSync(star, 'utf8').trimEnd().split('\n')
  writeFileSync(star, `${lines.slice(0, -2).join('\n')}\n`)
  expect(await steps()).toMatchObject({ import: 'done', sort: 'stale', classes: 'stale', maps: 'stale', report: 'stale' })
})

test('the particles were moved and are located again: the results stand', async () => {
  const moved = path(`moved-${time}`)
  renameSync(dirname(star), moved)
  expect((await steps()).import).not.toBe('done')
  const workstation = new Workstation(), opened = workstation.open(project)
  opened.write(db => enterInput(db, project, { path: join(moved, 'particles.star'), root: null, passthrough: null }))
  await workstation.shutDown()
  expect(await steps()).toMatchObject({ import: 'done', sort: 'done' })
})

test('particles of the same name and number at another sampling are others', async () => {
  const report = JSON.parse(readFileSync(join(project, 'report.json'), 'utf8')) as { input: { pixelSizeA: number } }
  writeFileSync(join(project, 'report.json'), JSON.stringify({ ...report, input: { ...report.input, pixelSizeA: report.input.pixelSizeA * 2 } }))
  expect((await steps()).sort).toBe('stale')
})
