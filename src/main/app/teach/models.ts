import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaughtModel } from '../../../preload/contract/calls/teach.ts'
import { TrainReport } from '../../../preload/contract/supervised.ts'
import { REPORT_FILE } from '../../core/runFiles.ts'
import type { OpenProject } from '../openProject.ts'

const FOLDER = 'models'
const VERSION = /^\d{3,}$/

/** Of a version: its folder, and the labels that it learned from. */
export const modelPlaces = (project: OpenProject, version: number): { folder: string; labels: string } => {
  const name = String(version).padStart(3, '0')
  return { folder: project.path(FOLDER, name), labels: project.path(FOLDER, `${name}-labels.csv`) }
}

const versionsIn = (project: OpenProject): number[] => (existsSync(project.path(FOLDER)) ? readdirSync(project.path(FOLDER)).filter(name => VERSION.test(name)).map(Number) : [])

/** The next number that no version, finished or not, has had. */
export const nextVersion = (project: OpenProject): number => Math.max(0, ...versionsIn(project)) + 1

function modelOf(project: OpenProject, version: number): TaughtModel | null {
  const { folder } = modelPlaces(project, version), path = join(folder, REPORT_FILE)
  // Where there is no report, nothing was finished.
  if (!existsSync(path)) return null
  const { created, command, labels, classes, run, comparison, warnings, model } = TrainReport.parse(JSON.parse(readFileSync(path, 'utf8')))
  const rule = (wanted: string): TaughtModel['after'] => {
    const found = comparison?.rules.find(one => one.rule === wanted)
    return found ? { value: found.value, interval: found.interval } : null
  }
  return {
    version, path: join(FOLDER, String(version).padStart(3, '0'), model), created, command, labels: labels.taken, classes: classes.map(({ name, labels: count, particles }) => ({ name, labels: count, particles })),
    before: run ? { value: run.accuracy, interval: run.interval } : null, likelihood: rule('likelihood'), after: rule('combined'), warnings,
  }
}

/** All finished versions, the newest first. */
export const modelsOf = (project: OpenProject): TaughtModel[] => versionsIn(project).toSorted((a, b) => b - a).flatMap(version => modelOf(project, version) ?? [])
