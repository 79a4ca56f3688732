import { join } from 'node:path'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { Report } from '../../preload/contract/report.ts'
import { readGraph } from '../compute/graph/graphFiles.ts'
import type { PipelineResult, RunRequest } from '../compute/protocol.ts'
import { writeRows } from '../compute/runSource.ts'
import type { RunSource } from '../compute/runSource.ts'
import { writeAdvice, writeClasses } from '../db/classes.ts'
import { writeNotes } from '../db/notes.ts'
import type { ProjectDatabase } from '../db/open.ts'
import { writeParticles } from '../db/particles.ts'
import type { RunRecord } from '../db/run.ts'
import { writeStages } from '../db/stages.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { writeHtmlReport } from '../report/writeHtmlReport.ts'
import { readAssignment } from './assignments.ts'
import { HTML_FILE, POSTERIORS_FILE, runDataFile } from './runFiles.ts'
import { scoreAgainst } from './scoring.ts'
import { PROGRAM, VERSION } from './versions.ts'

type Result = PipelineResult<RunSource>

/** `index,class_1,…,class_K`: index is the row of the input, from 1. */
function writePosteriors(path: string, { count, classes, posteriors }: Result): void {
  atomicWrite(path, sink => {
    sink.write(`${['index', ...Array.from({ length: classes }, (_, k) => `class_${k + 1}`)].join(',')}\n`)
    for (let row = 0; row < count; row += 1) {
      let line = String(row + 1)
      for (let k = 0; k < classes; k += 1) line += `,${Number(posteriors[row * classes + k].toFixed(6))}`
      sink.write(`${line}\n`)
    }
  })
}

function assembleReport(request: RunRequest, record: RunRecord, result: Result, truthPath: string | null, ctx: StageContext): Report {
  const base: Report = {
    schema: 1, program: PROGRAM, version: VERSION, created: record.created, command: record.command, versions: { ...record.versions },
    ...result.report, parameters: request.parameters, seed: request.parameters.seed,
  }
  if (truthPath === null) return base
  const { truth, notInInput } = scoreAgainst(readAssignment(truthPath), result, request.input)
  if (notInInput === 0) return { ...base, truth }
  const warning = `${notInInput} particles of ${truthPath} are not in ${request.input}`
  ctx.warn(warning)
  return { ...base, truth, warnings: [...base.warnings, warning] }
}

/**
 * Writes what the engine has not written itself: assignments, posteriors, HTML report, and all of it into the project.
 * Files are durable before the rows that name them; report.json, which tells others that the run is whole, is left to the caller.
 */
export function writeOutputs(db: ProjectDatabase, request: RunRequest, record: RunRecord, result: Result, truthPath: string | null, ctx: StageContext): Report {
  const folder = request.outputDir
  const report = assembleReport(request, record, result, truthPath, ctx)
  writeRows(result.source, result, join(folder, runDataFile(report.input.format)))
  writePosteriors(join(folder, POSTERIORS_FILE), result)
  writeHtmlReport(folder, join(folder, HTML_FILE), report, readGraph)
  writeStages(db, report.stages)
  writeClasses(db, report.classes)
  writeAdvice(db, report.classNumber.table)
  writeNotes(db, [
    ...report.input.doubts.map(text => ({ kind: 'doubt', text }) as const),
    ...report.warnings.map(text => ({ kind: 'warning', text }) as const),
  ])
  writeParticles(db, result)
  return report
}
