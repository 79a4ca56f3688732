import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readProject } from '../../src/main/db/open.ts'
import { readParticles } from '../../src/main/db/particles.ts'
import { selectRun } from '../../src/main/db/run.ts'
import { Report } from '../../src/preload/contract/report.ts'
import { cgr, startCgr, testFolder, until } from './cgr.ts'

const folder = testFolder()
const PARTICLES = 400
/** Names of the stages that have told of themselves so far, with --json. */
const stagesIn = (err: string): Set<string> => new Set([...err.matchAll(/"stage":"([^"]+)"/g)].map(match => match[1]))
/** Late enough for a checkpoint, early enough to stop. */
const UNDER_WAY = 4

/** The particle rows of a star file. */
const rows = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(line => line.includes('@'))

/** What decides the result of every run in here; the folder comes behind. */
const runWords = (output: string, ...more: readonly string[]): string[] =>
  ['run', folder.path('set', 'particles.star'), '-k', '2', '--network', 'off', '--box', '32', '--seed', '5', '--threads', '2', '-o', folder.path(output), ...more]

beforeAll(async () => {
  const { code, out, err } = await cgr('simulate', '--structure', 'hsa', '--states', 'hsa2', '-n', String(PARTICLES), '--box', '32', '--snr', '0.3', '--seed', '3', '-o', folder.path('set'), '--json')
  expect([code, err.split('\n').filter(line => line !== '' && !line.startsWith('{'))]).toEqual([0, []])
  expect(JSON.parse(out)).toMatchObject({ schema: 1, particles: PARTICLES, box: 32 })
})

describe('a whole run', () => {
  let report: Report
  beforeAll(async () => {
    const { code, out, err } = await cgr(...runWords('whole', '--truth', folder.path('set', 'truth.csv'), '--json'))
    expect([code, err.match(/"event":"error"/)]).toEqual([0, null])
    const events = err.trimEnd().split('\n').map(line => JSON.parse(line) as { event: string; stage?: string; done?: number })
    expect(events.some(event => event.event === 'progress' && event.stage !== '' && event.done! > 0)).toBe(true)
    const result = JSON.parse(out) as { schema: number; output: string; report: unknown }
    expect(result.output).toBe(folder.path('whole'))
    report = Report.parse(result.report)
  }, 300_000)

  test('leaves what the issue names, and nothing of its work', () => {
    const names = readdirSync(folder.path('whole'))
    for (const name of [
      'project.sqlite', 'run_data.star', 'run_posteriors.csv', 'run_class001.mrc', 'run_class002.mrc', 'run_half1_class001_unfil.mrc', 'run_half2_class002_unfil.mrc',
      'run_class001_fsc.star', 'mask.mrc', 'report.json', 'report.html', 'run.log',
    ]) expect(names).toContain(name)
    expect(names.filter(name => name.startsWith('.') || /-(wal|shm|journal)$|\.part$/.test(name))).toEqual([])
  })
  test('report.json, the project and run_data.star tell the same', () => {
    expect(Report.parse(JSON.parse(readFileSync(folder.path('whole', 'report.json'), 'utf8')))).toEqual(report)
    const db = readProject(folder.path('whole', 'project.sqlite'))
    expect(selectRun(db)).toMatchObject({ state: 'finished', parameters: report.parameters, command: report.command })
    const { classNumber, posteriors } = readParticles(db)
    db.close()
    expect([classNumber.length, posteriors.length]).toEqual([PARTICLES, 2 * PARTICLES])
    for (const one of report.classes) expect(classNumber.filter(number => number === one.number)).toHaveLength(one.particles)
    expect(classNumber.filter(number => number === 0)).toHaveLength(report.junk.particles)
    expect(report.truth!.accuracy).toBeGreaterThan(0.8)
  })
  test('the rows go back as they came, with two columns more', async () => {
    const [before, after] = [rows(folder.path('set', 'particles.star')), rows(folder.path('whole', 'run_data.star'))]
    expect(after).toHaveLength(PARTICLES)
    expect(after.map(row => row.trim().split(/\s+/).slice(0, -2))).toEqual(before.map(row => row.trim().split(/\s+/)))
    const posteriors = readFileSync(folder.path('whole', 'run_posteriors.csv'), 'utf8').trimEnd().split('\n')
    expect([posteriors[0], posteriors.length]).toEqual(['index,class_1,class_2', PARTICLES + 1])
    const { out } = await cgr('compare', folder.path('whole', 'run_data.star'), folder.path('whole', 'run_posteriors.csv'), '--json')
    expect((JSON.parse(out) as { matching: object }).matching).toMatchObject({ 1: '1', 2: '2' })
  })
  test('a second run into the folder wants a word; --resume says that nothing is left to do', async () => {
    const before = readFileSync(folder.path('whole', 'report.json'))
    const refused = await cgr(...runWords('whole'))
    expect([refused.code, refused.out]).toEqual([73, ''])
    expect(refused.err).toMatch(/holds a finished run; add --resume .* --overwrite/)
    const again = await cgr(...runWords('whole', '--resume', '--json'))
    expect(again.code).toBe(0)
    expect(JSON.parse(again.out)).toMatchObject({ alreadyFinished: true, report: { created: report.created } })
    const other = await cgr('run', folder.path('set', 'particles.star'), '-k', '3', '--network', 'off', '--box', '32', '--seed', '5', '-o', folder.path('whole'), '--resume')
    expect(other.code).toBe(2)
    expect(other.err).toMatch(/was started with other values of classes; go on with: cgr run .* -k 2 .*--resume/)
    expect(readFileSync(folder.path('whole', 'report.json')).equals(before)).toBe(true)
  })
  test('the report is made again from what lies there', async () => {
    const html = readFileSync(folder.path('whole', 'report.html'))
    writeFileSync(folder.path('whole', 'report.html'), 'lost')
    const { code, out } = await cgr('report', folder.path('whole'), '--json')
    expect([code, JSON.parse(out)]).toEqual([0, { schema: 1, report: folder.path('whole', 'report.html'), missing: [] }])
    expect(readFileSync(folder.path('whole', 'report.html')).equals(html)).toBe(true)
  })
})

describe('stopping', () => {
  test('Ctrl-C is answered, exits with 130 and leaves a run that --resume brings to the same end', async () => {
    const running = startCgr(runWords('stopped', '--json'))
    await until(() => stagesIn(running.errSoFar()).size >= UNDER_WAY)
    running.signal('SIGINT')
    await until(() => running.errSoFar().includes('stopping; go on later with the same command and --resume'))
    const { code, out } = await running.ended
    expect([code, JSON.parse(out)]).toMatchObject([130, { error: { kind: 'cancelled', exitCode: 130 } }])
    expect(existsSync(folder.path('stopped', 'report.json'))).toBe(false)
    const db = readProject(folder.path('stopped', 'project.sqlite'))
    expect(selectRun(db)?.state).toBe('cancelled')
    db.close()

    expect((await cgr(...runWords('stopped', '--resume'))).code).toBe(0)
    expect(existsSync(folder.path('stopped', '.work'))).toBe(false)
    for (const name of ['run_data.star', 'run_posteriors.csv', 'run_class001.mrc', 'run_half1_class002_unfil.mrc']) {
      expect(readFileSync(folder.path('stopped', name)).equals(readFileSync(folder.path('whole', name)))).toBe(true)
    }
  }, 300_000)
  test('kill -9 leaves a run that --resume can take up, past the lock of the dead', async () => {
    const running = startCgr(runWords('killed', '--json'))
    await until(() => stagesIn(running.errSoFar()).size >= UNDER_WAY)
    running.signal('SIGKILL')
    await running.ended
    expect(existsSync(folder.path('killed', '.lock'))).toBe(true)
    expect((await cgr(...runWords('killed', '--resume'))).code).toBe(0)
    expect(readdirSync(folder.path('killed')).filter(name => name.startsWith('.'))).toEqual([])
    expect(readFileSync(folder.path('killed', 'run_data.star')).equals(readFileSync(folder.path('whole', 'run_data.star')))).toBe(true)
  }, 300_000)
  test('a closed terminal does not stop a run whose output goes elsewhere, as under nohup', async () => {
    const running = startCgr(runWords('hangup', '--json'))
    await until(() => stagesIn(running.errSoFar()).size >= 1)
    running.signal('SIGHUP')
    const before = stagesIn(running.errSoFar()).size
    await until(() => stagesIn(running.errSoFar()).size > before)
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(130)
  })
  test('a second Ctrl-C leaves now', async () => {
    const running = startCgr(runWords('twice'))
    await until(() => existsSync(folder.path('twice', '.work')))
    running.signal('SIGTERM')
    await new Promise(resolve => setTimeout(resolve, 450))
    running.signal('SIGTERM')
    expect((await running.ended).code).toBe(130)
  })
})

describe('what is refused before anything is made', () => {
  test('a damaged particle file: exit code 65, the line named, no folder left', async () => {
    const lines = readFileSync(folder.path('set', 'particles.star'), 'utf8').split('\n')
    const row = lines.findIndex(line => line.startsWith('000007@'))
    lines[row] = lines[row].replace(/^(\S+ \S+ \S+) \S+/, '$1 nan')
    writeFileSync(folder.path('set', 'damaged.star'), lines.join('\n'))
    const { code, out, err } = await cgr('run', folder.path('set', 'damaged.star'), '-o', folder.path('new', 'deep'))
    expect([code, out]).toEqual([65, ''])
    expect(err).toMatch(new RegExp(`^cgr: \\S*damaged\\.star, line ${row + 1}: _rlnDefocusU is "nan".*\\n$`))
    expect(existsSync(folder.path('new'))).toBe(false)
  })
  test('a folder that cannot be made or written: exit code 73', async () => {
    writeFileSync(folder.path('file'), '')
    const { code, err } = await cgr('run', folder.path('set', 'particles.star'), '-o', folder.path('file', 'below'))
    expect(code).toBe(73)
    expect(err).toMatch(/cannot write/)
  })
  test('a folder of RELION’s: its maps are not ours to replace, not even with --overwrite', async () => {
    mkdirSync(folder.path('relion'))
    copyFileSync(folder.path('set', 'gt_class0.mrc'), folder.path('relion', 'run_class001.mrc'))
    const { code, err } = await cgr(...runWords('relion', '--overwrite'))
    expect(code).toBe(73)
    expect(err).toMatch(/holds run_class001\.mrc, which no cgr run made/)
    expect(readdirSync(folder.path('relion'))).toEqual(['run_class001.mrc'])
  })
  test('a truth or mask that is not there: exit code 66, before any work', async () => {
    for (const option of ['--truth', '--mask']) expect((await cgr(...runWords('none', option, folder.path('nothing')))).code).toBe(66)
    expect(existsSync(folder.path('none'))).toBe(false)
  })
  test('an earlier simulation is kept without --overwrite', async () => {
    expect((await cgr('simulate', '--structure', 'hsa', '-n', '1', '-o', folder.path('set'))).code).toBe(73)
  })
})
