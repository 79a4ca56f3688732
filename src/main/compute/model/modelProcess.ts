import process from 'node:process'
import { Failure } from '../../../preload/contract/failure.ts'
import { Checkpoints } from '../sorting/checkpoint.ts'
import { classify } from './classify.ts'
import { openBackend } from './backends/openBackend.ts'
import { fit } from './fit.ts'
import { Items } from './items.ts'
import type { FitResult, FromModel, ModelJob, ModelResult, TrainingFigures } from './jobs.ts'

/*
 * Entry of the process that holds TensorFlow: one job by message, one result back. A crash of native code ends this
 * process and nothing else. It ends when its parent does.
 */

const send = (message: FromModel): Promise<void> => new Promise((resolve, reject) => { process.send!(message, undefined, undefined, error => (error ? reject(error) : resolve())) })

process.on('disconnect', () => process.exit(1))
// Heard between two steps, so that no file is left half-written.
process.on('SIGTERM', () => process.exit(1))
process.once('message', (job: ModelJob) => {
  work(job)
    .then(result => send({ type: 'result', result }), (error: unknown) => {
      const known = error instanceof Failure
      return send({
        type: 'failure', kind: known ? error.kind : 'internal', message: error instanceof Error ? error.message : String(error),
        advice: known ? error.advice : '', stack: error instanceof Error ? error.stack ?? '' : '',
      })
    })
    // A GPU object would keep the process alive.
    .finally(() => process.exit(0))
})

async function work(job: ModelJob): Promise<ModelResult> {
  const { backend, reason } = await openBackend(job.backend)
  const { tf } = backend
  await send({ type: 'log', line: `network on ${backend.name} (${backend.device}): ${reason}` })
  const items = new Items(job.items, job.graph)
  const told = { at: 0 }
  const progress = (done: number, total: number, note: string, figures?: TrainingFigures): void => {
    const now = performance.now()
    if (now - told.at < 250 && done < total) return
    told.at = now
    void send({ type: 'progress', done, total, note, figures })
  }
  const about = { backend: backend.name, device: backend.device, version: backend.version, reason }
  try {
    if (job.kind === 'classify') {
      const { logits, seconds, parameters } = await classify(tf, job, items, progress)
      return { kind: 'classify', logits, performance: { ...about, parameters, trainParticlesPerSecond: 0, inferParticlesPerSecond: rate(job.items.rows, seconds) } }
    }
    const fits: FitResult[] = []
    let presented = 0, trainSeconds = 0, predicted = 0, inferSeconds = 0, parameters = 0
    for (const [i, task] of job.tasks.entries()) {
      const done = await fit(tf, job, task, items, {
        checkpoints: new Checkpoints(job.checkpoints),
        progress: (step, steps, note, figures) => progress(i * steps + step, job.tasks.length * steps, note, { ...figures, presented: i * steps * job.options.batch + figures.presented }),
      })
      fits.push(done.result)
      presented += done.presented
      trainSeconds += done.trainSeconds
      predicted += task.predictRows.length
      inferSeconds += done.inferSeconds
      parameters = done.parameters
    }
    return { kind: 'fit', fits, performance: { ...about, parameters, trainParticlesPerSecond: rate(presented, trainSeconds), inferParticlesPerSecond: rate(predicted, inferSeconds) } }
  } finally {
    items.close()
  }
}

const rate = (particles: number, seconds: number): number => (seconds > 0 ? particles / seconds : 0)
