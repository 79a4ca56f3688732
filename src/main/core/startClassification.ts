import { existsSync } from 'node:fs'
import { missingInput } from '../../preload/contract/failure.ts'
import type { RunParameters } from '../../preload/contract/parameters.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { ClassificationReport } from '../../preload/contract/supervised.ts'
import { readSource } from '../compute/runSource.ts'
import { refuseOtherKind } from '../compute/supervised/otherKind.ts'
import type { ClassifyResult } from '../compute/supervised/protocol.ts'
import { modelFrom } from '../compute/supervised/trainedModel.ts'
import { readModelFile } from '../formats/modelFile.ts'
import { quoted } from './commandLine.ts'
import { fingerprint } from './fingerprint.ts'
import type { JobIdentity } from './supervisedFolder.ts'
import { runSupervised, type SupervisedOutcome } from './supervisedJob.ts'
import { writeAssigned } from './supervisedOutputs.ts'
import { PROGRAM, VERSION, versions } from './versions.ts'

export type ClassificationRequest = {
  /** Absolute paths. */
  readonly input: string
  readonly model: string
  readonly root: string | null
  readonly passthrough: string | null
  readonly outputDir: string
  readonly parameters: Pick<RunParameters, 'backend' | 'threads'>
}

function repeatingCommand({ input, model, root, passthrough, outputDir, parameters }: ClassificationRequest): string {
  const words = ['cgr', 'classify', input, '--model', model, '-o', outputDir, '--backend', parameters.backend, '--threads', String(parameters.threads)]
  if (root !== null) words.push('--root', root)
  if (passthrough !== null) words.push('--passthrough', passthrough)
  return words.map(quoted).join(' ')
}

const decides = (inputSha256: string, modelSha256: string): JobIdentity['decides'] => ({ inputSha256, modelSha256 })

/**
 * Labels particles with a trained model and leaves classes and report in `outputDir`. Rejects with a Failure: 'missing' or 'data' for input and model or
 * where they do not belong together, 'output' for the folder, 'cancelled' after an abort, which leaves nothing.
 */
export async function startClassification(request: ClassificationRequest, intent: 'new' | 'overwrite', ctx: StageContext): Promise<SupervisedOutcome<ClassificationReport>> {
  const { input, model, root, passthrough, outputDir: folder, parameters } = request
  if (passthrough !== null && !existsSync(passthrough)) throw missingInput(passthrough, 'no such file', 'check the path')
  const file = readModelFile(model), print = await fingerprint(input, ctx.signal)
  refuseOtherKind(input, modelFrom(model, file), model)
  const { source } = readSource(input, root, passthrough)
  const command = repeatingCommand(request)
  return runSupervised<ClassifyResult, ClassificationReport>({
    folder, intent, schema: ClassificationReport, identity: { kind: 'classify', command, decides: decides(print.sha256, file.sha256) },
    decidesOf: report => decides(report.input.sha256, report.model.sha256),
    job: work => ({ kind: 'classify', request: { input, root, passthrough, work, model, parameters } }),
    write: (result, created) => {
      writeAssigned(folder, source, result)
      return ClassificationReport.parse({
        schema: 1, kind: 'classify', program: PROGRAM, version: VERSION, created, command, versions: versions(), ...result.report, input: { ...result.report.input, sha256: print.sha256 },
      })
    },
  }, ctx)
}
