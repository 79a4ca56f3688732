import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readModelFile } from '../../src/main/formats/modelFile.ts'
import { ClassificationReport, TrainReport } from '../../src/preload/contract/supervised.ts'
import { cgr, startCgr, testFolder, until } from './cgr.ts'

const folder = testFolder()
const PARTICLES = 400

/** As small as it gets: TensorFlow takes most of the time. */
const trainWords = (output: string, ...more: readonly string[]): string[] =>
  ['train', folder.path('set', 'particles.star'), '--labels', folder.path('labels.csv'), '--box', '32', '--nodes', '32', '--seed', '5', '--threads', '2', '-o', folder.path(output), ...more]

beforeAll(async () => {
  const { code, err } = await cgr('simulate', '--structure', 'hsa', '--states', 'hsa2', '-n', String(PARTICLES), '--box', '32', '--snr', '0.3', '--particles-per-micrograph', '20', '--seed', '3', '-o', folder.path('set'))
  expect([code, err]).toMatchObject([0, expect.anything()])
  writeFileSync(folder.path('labels.csv'), readFileSync(folder.path('set', 'truth.csv'), 'utf8').split('\n').filter((_, i) => i === 0 || i % 5 === 1).join('\n'))
})

const classifyWords = (output: string, ...more: readonly string[]): string[] =>
  ['classify', folder.path('set', 'particles.star'), '--model', folder.path('whole', 'model.cgr'), '-o', folder.path(output), ...more]

describe('cgr train', () => {
  test('stopped by Ctrl-C it leaves its checkpoints, and --resume brings it to the end that it would have come to', async () => {
    const running = startCgr(trainWords('stopped', '--json'))
    await until(() => running.errSoFar().includes('fold2'))
    running.signal('SIGINT')
    const { code, out, err } = await running.ended
    expect([code, JSON.parse(out)]).toMatchObject([130, { error: { kind: 'cancelled', exitCode: 130 } }])
    expect(err).toContain('stopping; go on later with the same command and --resume')
    expect(readdirSync(folder.path('stopped')).toSorted()).toEqual(['.work', 'run.log'])
    expect(readdirSync(folder.path('stopped', '.work')).filter(name => !name.endsWith('.checkpoint'))).toEqual(['job.json'])

    expect((await cgr(...trainWords('stopped'))).err).toMatch(/holds an unfinished training; add --resume .*--overwrite/)
    expect((await cgr(...trainWords('stopped', '--resume', '--nodes', '40'))).err).toMatch(/an unfinished training of other values; go on with: cgr train .* --nodes 32 .*--resume/)

    const [resumed, whole] = [await cgr(...trainWords('stopped', '--resume', '--json')), await cgr(...trainWords('whole', '--json'))]
    expect([resumed.code, whole.code]).toEqual([0, 0])
    const report = TrainReport.parse((JSON.parse(resumed.out) as { report: unknown }).report)
    expect(report.model).toBe('model.cgr')
    expect(whole.err.trimEnd().split('\n').every(line => typeof (JSON.parse(line) as { event: unknown }).event === 'string')).toBe(true)
    for (const name of ['stopped', 'whole']) expect(readdirSync(folder.path(name)).toSorted()).toEqual(['model.cgr', 'report.json', 'run.log', 'run_data.star', 'run_posteriors.csv'])
    expect(readModelFile(folder.path('stopped', 'model.cgr')).arrays).toEqual(readModelFile(folder.path('whole', 'model.cgr')).arrays)
    for (const name of ['run_data.star', 'run_posteriors.csv']) expect(readFileSync(folder.path('stopped', name)).equals(readFileSync(folder.path('whole', name)))).toBe(true)

    const again = await cgr(...trainWords('whole', '--resume', '--json'))
    expect(JSON.parse(again.out)).toMatchObject({ alreadyFinished: true })
  })
  test('what is refused leaves no folder', async () => {
    writeFileSync(folder.path('bad.csv'), `${readFileSync(folder.path('labels.csv'), 'utf8')}\n999,1\n`)
    const words = (labels: string) => ['train', folder.path('set', 'particles.star'), '--labels', folder.path(labels), '-o', folder.path('none')]
    const bad = await cgr(...words('bad.csv'))
    expect([bad.code, bad.out]).toEqual([65, ''])
    expect(bad.err).toMatch(/^cgr: \S+bad\.csv, row 81: the particle with index 999 is not in .*\n$/)
    expect((await cgr(...words('nothing.csv'))).code).toBe(66)
    expect((await cgr('train', folder.path('set', 'particles.star'), '-o', folder.path('none'))).code).toBe(2)
    expect(existsSync(folder.path('none'))).toBe(false)
  })
})

describe('cgr classify', () => {
  test('says how many particles a second, and what it found', async () => {
    const { code, out } = await cgr(...classifyWords('classified'))
    expect(code).toBe(0)
    expect(out).toMatch(/^400 particles labelled, [\d,]+ particles per second\n/)
    expect(out).toMatch(/consensus correlates with the model’s by (0\.9\d|1\.00)\n/)
    const json = await cgr(...classifyWords('classified', '--overwrite', '--json'))
    const report = ClassificationReport.parse((JSON.parse(json.out) as { report: unknown }).report)
    expect(report.particlesPerSecond).toBeGreaterThan(0)
    const compared = JSON.parse((await cgr('compare', folder.path('set', 'truth.csv'), folder.path('classified', 'run_data.star'), '--truth', 'A', '--json')).out) as { accuracy: number }
    expect(compared.accuracy).toBeGreaterThan(0.9)
  })
  test('Ctrl-C leaves nothing', async () => {
    const running = startCgr(classifyWords('interrupted', '--json'))
    await until(() => running.errSoFar().includes('"stage":"classify"'))
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(existsSync(folder.path('interrupted'))).toBe(false)
  })
  test('a truncated model: exit code 65, file and byte named', async () => {
    writeFileSync(folder.path('cut.cgr'), readFileSync(folder.path('whole', 'model.cgr')).subarray(0, 10_000))
    const { code, err } = await cgr('classify', folder.path('set', 'particles.star'), '--model', folder.path('cut.cgr'), '-o', folder.path('never'))
    expect(code).toBe(65)
    expect(err).toMatch(/^cgr: \S+cut\.cgr, byte 10000: the file ends here.*\n$/)
    expect(existsSync(folder.path('never'))).toBe(false)
  })
})
