import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { missingInput } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { TrainReport, type TrainParameters } from '../../preload/contract/supervised.ts'
import type { TrainResult } from '../compute/supervised/protocol.ts'
import { readSource } from '../compute/runSource.ts'
import { modelArrays } from '../compute/supervised/trainedModel.ts'
import { writeModelFile } from '../formats/modelFile.ts'
import { quoted } from './commandLine.ts'
import { fingerprint } from './fingerprint.ts'
import { labelsFor, LEAST_BESIDE_RUN, LEAST_LABELS } from './labels.ts'
import type { Intent } from './outputFolder.ts'
import { runPosteriors } from './runPosteriors.ts'
import { MODEL_FILE, type JobIdentity } from './supervisedFolder.ts'
import { runSupervised, type SupervisedOutcome } from './supervisedJob.ts'
import { writeAssigned } from './supervisedOutputs.ts'
import { PROGRAM, VERSION, versions } from './versions.ts'

export type TrainingRequest = {
  /** Absolute paths. */
  readonly input: string
  readonly labels: string
  /** Folder of a finished run of the same particles, whose posteriors stand in where there is no label; null: labels alone. */
  readonly run: string | null
  readonly root: string | null
  readonly passthrough: string | null
  readonly outputDir: string
  readonly parameters: TrainParameters
}

/** The command that repeats this training wherever its files are. */
function repeatingCommand({ input, labels, run, root, passthrough, outputDir, parameters: p }: TrainingRequest): string {
  const words = ['cgr', 'train', input, '--labels', labels, '-o', outputDir, '--box', String(p.box)]
  if (run !== null) words.push('--run', run)
  if (p.maxResolution !== null) words.push('--max-resolution', String(p.maxResolution))
  if (p.mask !== null) words.push('--mask', p.mask)
  words.push('--nodes', String(p.nodes), '--neighbours', String(p.neighbours), '--correlation-threshold', String(p.correlationThreshold), '--backend', p.backend, '--seed', String(p.seed), '--threads', String(p.threads))
  if (root !== null) words.push('--root', root)
  if (passthrough !== null) words.push('--passthrough', passthrough)
  return words.map(quoted).join(' ')
}

/** The number of threads changes no result. */
const decides = (inputSha256: string, labelsSha256: string, run: string | null, parameters: TrainParameters): JobIdentity['decides'] => ({ inputSha256, labelsSha256, ...(run !== null && { run }), parameters: { ...parameters, threads: 'any' } })

/**
 * Trains a network on labelled particles and leaves model, classes and report in `outputDir`. Rejects with a Failure: 'missing' or 'data' for input
 * and labels, 'output' for the folder, 'cancelled' after an abort, which leaves a training that can be resumed.
 */
export async function startTraining(request: TrainingRequest, intent: Intent, ctx: StageContext): Promise<SupervisedOutcome<TrainReport>> {
  const { input, outputDir: folder, parameters, root, passthrough } = request
  for (const path of [parameters.mask, passthrough]) if (path !== null && !existsSync(path)) throw missingInput(path, 'no such file', 'check the path')
  const [inputPrint, labelsPrint] = [await fingerprint(input, ctx.signal), await fingerprint(request.labels, ctx.signal)]
  const { source, count, micrographs } = readSource(input, root, passthrough)
  const labels = labelsFor(request.labels, input, source, count, request.run === null ? LEAST_LABELS : LEAST_BESIDE_RUN)
  const beside = request.run === null ? null : runPosteriors(request.run, labels, inputPrint.sha256)
  if (labels.junk > 0) ctx.log(`${labels.junk} rows of ${labels.path} are labelled as junk: they take part without a label`)
  if (beside?.doubt) ctx.warn(beside.doubt)
  const command = repeatingCommand(request)
  return runSupervised<TrainResult, TrainReport>({
    folder, intent, schema: TrainReport,
    identity: { kind: 'train', command, decides: decides(inputPrint.sha256, labelsPrint.sha256, request.run, parameters) },
    decidesOf: report => decides(report.input.sha256, report.labels.sha256, report.run?.path ?? null, report.parameters),
    job: work => ({ kind: 'train', request: { input, root, passthrough, work, labels: { ...labels, ...(beside && { posteriors: beside.posteriors }) }, run: beside?.run ?? null, parameters } }),
    write: (result, created) => {
      const about = { schema: 1, program: PROGRAM, version: VERSION, created, command } as const
      const { facts, graph } = result.model
      writeModelFile(join(folder, MODEL_FILE), {
        ...about, ...facts, graph: { voxelSizeA: graph.voxelSize, radiusA: graph.radius, correlationThreshold: graph.correlationThreshold },
        provenance: {
          input: { path: input, sha256: inputPrint.sha256, particles: count, micrographs },
          labels: { path: labels.path, sha256: labelsPrint.sha256, particles: result.report.labels.taken },
        },
      }, modelArrays(result.model))
      writeAssigned(folder, source, result)
      return TrainReport.parse({
        ...about, kind: 'train', versions: versions(), ...result.report, parameters, seed: parameters.seed, model: MODEL_FILE,
        input: { ...result.report.input, sha256: inputPrint.sha256 },
        labels: { ...result.report.labels, path: labels.path, sha256: labelsPrint.sha256, matchedBy: labels.matchedBy },
        ...(beside && { run: beside.report }), warnings: [...(beside?.doubt ? [beside.doubt] : []), ...result.report.warnings],
      })
    },
  }, ctx)
}
