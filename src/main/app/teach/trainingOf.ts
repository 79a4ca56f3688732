import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { TrainParameters } from '../../../preload/contract/supervised.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import type { TrainingRequest } from '../../core/startTraining.ts'
import { selectRun } from '../../db/run.ts'
import type { LabelLog } from '../labels/labelLog.ts'
import { JUNK_LABEL, labelName } from '../labels/labelSets.ts'
import { writeLabelTable } from '../labels/labelTable.ts'
import type { OpenProject } from '../openProject.ts'
import { neededInput } from '../projects/projectInput.ts'
import { initialParameters } from '../runs/sortProject.ts'
import { modelPlaces } from './models.ts'

/** A name as a cell of a .csv file. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What trains version `version` on the labels, which are written beside it. Throws Failure where there are none. */
export function trainingOf(project: OpenProject, log: LabelLog, version: number): TrainingRequest {
  if (log.labels.every(label => label <= JUNK_LABEL)) throw new Failure('usage', `no particle has a class in "${log.set.name}" yet`, 'label some particles of each class first')
  const { path: input, root, passthrough } = neededInput(project), { folder, labels } = modelPlaces(project, version), run = project.read(selectRun)
  mkdirSync(dirname(labels), { recursive: true })
  // Classes by the names that people gave them.
  writeLabelTable(labels, log.labels, label => quoted(labelName(log.set, label)))
  const known = { ...initialParameters(project), ...run?.parameters, threads: availableParallelism() }
  const parameters = TrainParameters.parse(Object.fromEntries(Object.keys(TrainParameters.shape).map(key => [key, known[key as keyof typeof known]])))
  return { input, root, passthrough, labels, run: run?.state === 'finished' ? project.folder : null, outputDir: folder, parameters }
}
