import { fork } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { resolve } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BINDING } from '../../src/main/accelerator/layout.ts'
import type { ClassifyJob, FitJob, ModelResult, NetworkOptions } from '../../src/main/compute/model/jobs.ts'
import { runModel } from '../../src/main/compute/network/modelClient.ts'
import { Checkpoints } from '../../src/main/compute/sorting/checkpoint.ts'
import type { Live } from '../../src/preload/contract/events.ts'
import { Failure } from '../../src/preload/contract/failure.ts'
import type { Progress, StageContext } from '../../src/preload/contract/progress.ts'
import { scratch } from '../pipeline/sets.ts'
import { accelerator, crashingLibrary } from '../unit/accelerator/broken.ts'
import { job, synthetic, type Synthetic } from './syntheticItems.ts'

const folder = scratch()
folder.empty('items')
const SHORT = { batch: 16, decoded: 1, presentations: 64 } as const
/** Training that nobody waits for. */
const LONG = { batch: 16, decoded: 2, presentations: 1e6, learningRate: 1e-5 } as const

let set: Synthetic
beforeAll(() => {
  set = synthetic(folder.path('items', 'items.f32'), { side: 3, particles: 600, classes: 2, views: 1, seed: 9, power: 8, excess: 5, labels: 'true' })
})

type Heard = { readonly ctx: StageContext; readonly steps: Progress[]; readonly lines: string[]; readonly figures: Live[] }
function listener(signal = new AbortController().signal, onStep?: (step: Progress) => void): Heard {
  const steps: Progress[] = [], lines: string[] = [], figures: Live[] = []
  const report = (step: Progress): void => {
    steps.push(step)
    onStep?.(step)
  }
  return { steps, lines, figures, ctx: { signal, report, log: line => lines.push(line), warn: line => lines.push(line), live: one => figures.push(one) } }
}

const fitJob = (name: string, options: Partial<NetworkOptions>, backend: FitJob['backend'] = 'tensorflow', of: Synthetic = set): FitJob => job(of, folder.empty(name), options, backend)
const failureOf = (promise: Promise<unknown>): Promise<Failure> => promise.then(() => { throw new Error('it was not refused') }, (error: unknown) => error as Failure)

const bytes = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength)

/** The processes that this one has started and that still run, which are those of the network. */
const children = (of = process.pid): number[] => {
  const path = `/proc/${of}/task/${of}/children`
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number).filter(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('modelProcess')) : []
}
const exists = (pid: number): boolean => existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')

describe.each(['tensorflow', 'wasm'] as const)('on %s', backend => {
  let first: Extract<ModelResult, { kind: 'fit' }>, heard: Heard
  beforeAll(async () => {
    heard = listener()
    first = await runModel<'fit'>(fitJob(`${backend} 1`, SHORT, backend), 'network', heard.ctx)
  })

  test('a job gives its result, and word of it on the way', () => {
    expect(first.performance).toMatchObject({ backend, device: expect.stringMatching(/core/), version: expect.stringMatching(/^\d/), reason: expect.stringContaining(`--backend ${backend}`) })
    expect(Math.min(first.performance.parameters, first.performance.trainParticlesPerSecond, first.performance.inferParticlesPerSecond)).toBeGreaterThan(0)
    const [{ logits, weights, name }] = first.fits
    expect([name, logits.length, logits.every(Number.isFinite)]).toEqual(['synthetic', 2 * set.task.predictRows.length, true])
    expect(Object.keys(weights).length).toBeGreaterThan(30)
    expect(heard.lines).toEqual([expect.stringMatching(new RegExp(`^network on ${backend} \\(`))])
    expect(heard.steps.at(-1)).toMatchObject({ stage: 'network', done: 4, total: 4, note: expect.stringContaining('cross-entropy') })
  })

  test('whoever looks is told how it learns, with the last step at least', () => {
    expect(heard.figures.at(-1)).toEqual({ kind: 'network', presented: 64, crossEntropy: expect.any(Number), mse: expect.any(Number) })
    expect(heard.figures).toHaveLength(heard.steps.length)
    for (const figures of heard.figures) expect(figures.kind === 'network' && figures.crossEntropy >= 0 && figures.mse > 0).toBe(true)
  })

  test('the same seed gives the same weights in another process, to the last bit, whether anybody looks or not', async () => {
    const unwatched = { ...listener().ctx, live: undefined }
    const again = await runModel<'fit'>(fitJob(`${backend} 2`, SHORT, backend), 'network', unwatched), [one, other] = [first.fits[0], again.fits[0]]
    expect(Object.keys(one.weights).filter(name => !bytes(one.weights[name].values).equals(bytes(other.weights[name].values)))).toEqual([])
    expect(bytes(one.logits).equals(bytes(other.logits))).toBe(true)
  })
})

test('a trained network labels particles in another process as it did in its own', async () => {
  const { fits: [{ weights, logits }] } = await runModel<'fit'>(fitJob('taught', { ...SHORT, learningRate: 0.05 }, 'wasm'), 'network', listener().ctx)
  const { options } = fitJob('none', SHORT), { graph, items, task } = set
  const classify: ClassifyJob = { kind: 'classify', backend: 'wasm', graph, items, options, weights, energies: task.energies, logPrior: task.logPrior }
  const { logits: all, performance } = await runModel<'classify'>(classify, 'labelling', listener().ctx)
  expect(all.length).toBe(2 * items.rows)
  let worst = 0, learned = 0
  task.predictRows.forEach((row, i) => [0, 1].forEach(k => {
    worst = Math.max(worst, Math.abs(all[2 * row + k] - logits[2 * i + k]))
    learned = Math.max(learned, Math.abs(logits[2 * i + k] - task.logPrior[k] - set.likelihood[2 * row + k]))
  }))
  expect(worst).toBeLessThan(1e-4)
  expect(learned).toBeGreaterThan(0.05)
  expect(performance.inferParticlesPerSecond).toBeGreaterThan(0)
})

describe('a job that is cancelled', () => {
  test('ends its process, leaves whole files only, and can be taken up again', async () => {
    // So few that a checkpoint is soon written.
    const few = { ...set, task: { ...set.task, trainRows: set.task.trainRows.subarray(0, 40) } }, stop = new AbortController(), long = fitJob('cancelled', LONG, 'tensorflow', few)
    // After the first checkpoint, in the middle of a step.
    const heard = listener(stop.signal, () => { if (readdirSync(long.checkpoints).some(name => name.endsWith('.checkpoint'))) stop.abort() })
    const failure = await failureOf(runModel<'fit'>(long, 'network', heard.ctx))
    expect([failure.kind, failure.message]).toEqual(['cancelled', 'stopped on request'])
    expect(children()).toEqual([])
    expect(readdirSync(long.checkpoints)).toEqual(['synthetic.checkpoint'])
    expect(new Checkpoints(long.checkpoints).load('synthetic')?.values).toMatchObject({ step: expect.any(Number) })
    const { step } = new Checkpoints(long.checkpoints).load('synthetic')!.values as { step: number }
    const again = new AbortController(), resumed = listener(again.signal, () => again.abort())
    await failureOf(runModel<'fit'>(long, 'network', resumed.ctx))
    expect(resumed.steps[0].done).toBeGreaterThan(step)
  })
  test('while its backend is being opened ends as well', async () => {
    const stop = new AbortController(), promise = failureOf(runModel<'fit'>(fitJob('early', LONG), 'network', listener(stop.signal).ctx))
    await sleep(100)
    stop.abort(new Failure('cancelled', 'the window was closed'))
    expect((await promise).message).toBe('the window was closed')
    expect(children()).toEqual([])
  })
  test('before it begins starts no process', async () => {
    expect(() => runModel<'fit'>(fitJob('never', SHORT), 'network', listener(AbortSignal.abort()).ctx)).toThrow(/abort/i)
    expect(children()).toEqual([])
  })
})

describe('a process that dies', () => {
  const kept = { ...process.env }
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name]
    Object.assign(process.env, kept)
  })

  test('by a signal is told in one line, and this one lives on', async () => {
    const failure = await failureOf(runModel<'fit'>(fitJob('killed', LONG), 'network', listener(undefined, () => { for (const pid of children()) process.kill(pid, 'SIGKILL') }).ctx))
    expect(failure).toMatchObject({ kind: 'internal', message: 'the network\'s process ended with SIGKILL before it had a result', advice: expect.stringContaining('--network off') })
    expect(failure.line).not.toContain('\n')
  })
  test('in native code is told with its last words', async () => {
    accelerator(folder.path('broken'), { [BINDING]: crashingLibrary() })
    process.env.CGR_ACCELERATOR_DIR = folder.path('broken')
    expect((await failureOf(runModel<'fit'>(fitJob('crash', SHORT), 'network', listener().ctx))).line).toMatch(/^the network's process ended with SIGABRT before it had a result: out of patience; run again with --network off/)
  })
  test('goes with its parent', async () => {
    const script = folder.path('parent.mjs'), here = (path: string): string => JSON.stringify(resolve(import.meta.dirname, path))
    writeFileSync(folder.path('job.json'), JSON.stringify(fitJob('orphan', LONG, 'wasm'), (_, value) => (ArrayBuffer.isView(value) ? { kind: value.constructor.name, values: Array.from(value as Float32Array) } : value)))
    writeFileSync(script, `
      import { readFileSync } from 'node:fs'
      import { runModel } from ${here('../../src/main/compute/network/modelClient.ts')}
      const job = JSON.parse(readFileSync(${JSON.stringify(folder.path('job.json'))}, 'utf8'), (_, value) => (value?.kind && value.values ? globalThis[value.kind].from(value.values) : value))
      await runModel(job, 'network', { signal: new AbortController().signal, log() {}, warn() {}, report: step => process.send(step.done) })`)
    const parent = fork(script, { stdio: 'ignore', execArgv: [] })
    await new Promise(done => parent.once('message', done))
    const orphans = children(parent.pid)
    expect(orphans).toHaveLength(1)
    parent.kill('SIGKILL')
    while (orphans.some(exists)) await sleep(100)
    const saved = new Checkpoints(folder.path('orphan')).load('synthetic')?.values as { step: number } | undefined
    expect(saved?.step ?? 0).toBeLessThan(100)
  })
})

describe('what is wrong with a job is its Failure, in one line with the fix', () => {
  const damaged = (name: string, damage: (path: string) => void): FitJob => {
    const path = folder.path('items', name)
    writeFileSync(path, readFileSync(set.items.path))
    damage(path)
    return fitJob(name, SHORT, 'wasm', { ...set, items: { ...set.items, path } })
  }
  test.each([
    ['a file that is not there', 'none.f32', () => undefined, 'missing', /none\.gone: the particles' densities cannot be read \(ENOENT\); run again/],
    ['a file that was cut off', 'cut.f32', (path: string) => truncateSync(path, 12), 'data', /cut\.f32, byte 12: the file ends, where densities of 600 particles take \d+ bytes; run again/],
    ['a density that is no number', 'nan.f32', (path: string) => {
      const bytes = readFileSync(path)
      bytes.writeFloatLE(Number.NaN, bytes.length - 40)
      writeFileSync(path, bytes)
    }, 'data', /nan\.f32, particle 600: its densities are not finite numbers; run again/],
  ] as const)('%s', async (_, name, damage, kind, line) => {
    const wanted = damaged(name, damage)
    const failure = await failureOf(runModel<'fit'>(name === 'none.f32' ? { ...wanted, items: { ...wanted.items, path: wanted.items.path.replace('f32', 'gone') } } : wanted, 'network', listener().ctx))
    expect([failure instanceof Failure, failure.kind]).toEqual([true, kind])
    expect(failure.line).toMatch(line)
    expect(failure.line).not.toContain('\n')
    expect(readdirSync(wanted.checkpoints).filter(file => file.endsWith('.part'))).toEqual([])
  })
  test('a backend that this machine does not have', async () => {
    const kept = process.env.CGR_ACCELERATOR_DIR
    accelerator(folder.path('no object'), { [BINDING]: 'not an object file' })
    process.env.CGR_ACCELERATOR_DIR = folder.path('no object')
    const failure = await failureOf(runModel<'fit'>(fitJob('absent', SHORT), 'network', listener().ctx))
    if (kept === undefined) delete process.env.CGR_ACCELERATOR_DIR
    else process.env.CGR_ACCELERATOR_DIR = kept
    expect(failure).toMatchObject({ kind: 'usage', message: expect.stringMatching(/^--backend tensorflow cannot be used: /), advice: 'fetch it with `cgr accelerator install`, or take --backend auto' })
  })
  test('a folder that takes no checkpoint', async () => {
    const failure = await failureOf(runModel<'fit'>({ ...fitJob('nowhere', SHORT, 'wasm'), checkpoints: folder.path('nowhere', 'else') }, 'network', listener().ctx))
    expect(failure).toMatchObject({ kind: 'output', message: expect.stringContaining('cannot write'), advice: 'make the folder first' })
  })
})
