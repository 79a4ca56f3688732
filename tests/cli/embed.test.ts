import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { cgr, startCgr, testFolder, until } from './cgr.ts'

const folder = testFolder()
const PARTICLES = 200

beforeAll(async () => {
  const set = await cgr('simulate', '--states', 'hsa2', '-n', String(PARTICLES), '--box', '40', '--snr', '0.3', '-o', folder.path('set'))
  expect(set.code).toBe(0)
  const run = await cgr('run', folder.path('set', 'particles.star'), '-k', '2', '--box', '40', '--network', 'off', '-o', folder.path('run'))
  expect(run).toMatchObject({ code: 0 })
}, 300_000)

describe('cgr embed', () => {
  test('prints a table of components, and writes coordinates that tell the states apart', async () => {
    const { code, out } = await cgr('embed', folder.path('run'), '--components', '2', '--csv', folder.path('coordinates.csv'))
    expect(code).toBe(0)
    expect(out).toMatch(/^200 of 200 particles embedded to [\d.]+ Å, /)
    expect(out).toMatch(/component +share of variance +held-out gain\n +pc1 +[\d.]+ % +[\d.]+\n +pc2 +[\d.]+ % +-?[\d.]+\n/)
    const [head, ...rows] = readFileSync(folder.path('coordinates.csv'), 'utf8').trim().split('\n'), truth = readFileSync(folder.path('set', 'truth.csv'), 'utf8').trim().split('\n').slice(1)
    expect([head, rows.length]).toEqual(['index,pc1,pc2', PARTICLES])
    const agree = rows.filter((row, i) => (Number(row.split(',')[1]) > 0) === (truth[i].split(',')[1] === '1')).length / PARTICLES
    expect(Math.max(agree, 1 - agree)).toBeGreaterThan(0.95)
  }, 120_000)
  test('says the same as one JSON object, with progress as lines of JSON', async () => {
    const { code, out, err } = await cgr('embed', folder.path('run'), '--components', '2', '--json')
    const { schema, output, report } = JSON.parse(out)
    expect([code, schema, output, report.used, report.evidence.length]).toEqual([0, 1, folder.path('run', 'embedding'), PARTICLES, 2])
    expect(report).toEqual(JSON.parse(readFileSync(folder.path('run', 'embedding', 'embedding.json'), 'utf8')))
    for (const line of err.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event')
  }, 120_000)
  test('walks along a component', async () => {
    const { code, out } = await cgr('embed', folder.path('run'), '--walk', '1', '--points', '2')
    expect(code).toBe(0)
    expect(out).toMatch(/point +pc1 +particles +resolution\n +1 +-[\d.]+ +\d+ +[\d.]+ Å\n +2 +[\d.]+ +\d+ +[\d.]+ Å\n/)
    for (const file of ['walk.json', 'morph.cxc', 'point_001.mrc', 'point_002_half1_unfil.mrc']) expect(existsSync(folder.path('run', 'embedding', 'walk_pc1', file))).toBe(true)
  }, 120_000)
  test('walks along a path that a file tells, each time into a folder of its own', async () => {
    writeFileSync(folder.path('path.csv'), 'pc1,pc2\n-0.9,0\n\n0,0.1\n0.9,0\n')
    const { code, out } = await cgr('embed', folder.path('run'), '--path', folder.path('path.csv'), '--points', '2')
    expect(code).toBe(0)
    expect(out).toMatch(/point +pc1 +pc2 +particles +resolution\n +1 +-0\.90 +0\.00 +\d+ +[\d.]+ Å\n +2 +0\.90 +0\.00 +\d+ +[\d.]+ Å\n/)
    expect(out).toMatch(/a ChimeraX script, morph\.cxc, are in .*walk_path1\n$/)
    const again = JSON.parse((await cgr('embed', folder.path('run'), '--path', folder.path('path.csv'), '--points', '2', '--json')).out)
    expect(again).toMatchObject({ output: folder.path('run', 'embedding', 'walk_path2'), report: { name: 'walk_path2', along: { kind: 'path', x: 1, y: 2, vertices: [[-0.9, 0], [0, 0.1], [0.9, 0]] } } })
  }, 120_000)
  test.each([
    ['pc1\n0\n1\n', /line 1: columns "pc1"; the first line names two components, as pc1,pc2/],
    ['pc1,pc2\n0,0\n1,a lot\n', /line 3: "1,a lot"; give two numbers/],
    ['pc1,pc2\n0,0\n', /: 1 vertices; give 2 to 200/],
    ['pc1,pc2\n"0,0\n1,1\n', /line \d: quotes that do not close/],
  ])('refuses a path of %j', async (text, message) => {
    writeFileSync(folder.path('bad.csv'), text)
    const { code, err } = await cgr('embed', folder.path('run'), '--path', folder.path('bad.csv'))
    expect([code, err.trimEnd().split('\n').at(-1)]).toEqual([65, expect.stringMatching(message)])
  }, 60_000)
  test('stops on Ctrl-C with code 130; what was there stays', async () => {
    const before = readFileSync(folder.path('run', 'embedding', 'embedding.json'), 'utf8')
    const running = startCgr(['embed', folder.path('run'), '--json'])
    await until(() => running.errSoFar().includes('judge particles'))
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect([readFileSync(folder.path('run', 'embedding', 'embedding.json'), 'utf8'), existsSync(folder.path('run', 'embedding', '.work')), existsSync(folder.path('run', '.lock'))]).toEqual([before, false, false])
  }, 120_000)
  test.each([
    [['embed', 'none'], 66, /none\/project\.sqlite: no such file/],
    [['embed', 'run', '--components', '13'], 2, /whole number from 1 to 12/],
    [['embed', 'run', '--walk', '3'], 2, /component 3: the embedding has 2; name one of them/],
    [['embed', 'run', '--path', 'none.csv'], 66, /none\.csv: no such file; check the path/],
    [['embed', 'run', '--path', 'path.csv', '--walk', '1'], 2, /option '--path <file>' cannot be used with option '--walk <n>'/],
    [['embed', 'run', '--components', '12', '--walk', '1', '--points', '50'], 2, /too few for a map; take fewer points/],
  ])('%s: one line says what is wrong', async (words, code, message) => {
    const ended = await startCgr(words, { cwd: folder.path() }).ended
    expect([ended.code, ended.out]).toEqual([code, ''])
    expect(ended.err.trimEnd().split('\n').at(-1)).toMatch(message)
  }, 60_000)
  test('waits for nobody: a project that another program has is left alone', async () => {
    writeFileSync(folder.path('run', '.lock'), JSON.stringify({ pid: 1, host: 'elsewhere', user: 'somebody', since: 'yesterday' }))
    const { code, err } = await cgr('embed', folder.path('run'))
    expect([code, err]).toEqual([73, expect.stringMatching(/in use by process 1 of somebody on elsewhere/)])
  })
})
