import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cgr, startCgr, testFolder } from './cgr.ts'

const folder = testFolder()
/** Whether an error is painted under these variables. */
const coloured = (env: NodeJS.ProcessEnv): Promise<boolean> => startCgr(['info', 'none'], { env }).ended.then(({ err }) => err.includes('\u001B['))

const COMMANDS = ['run', 'train', 'classify', 'embed', 'accelerator', 'simulate', 'compare', 'info', 'report', 'doctor', 'demo']

describe('help', () => {
  test('lists every command, examples first, on stdout', async () => {
    const { code, out, err } = await cgr('--help')
    expect([code, err]).toEqual([0, ''])
    expect(out.startsWith('Examples:')).toBe(true)
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
    expect(out).toContain('Exit codes: 0 done, 2 wrong usage, 65 bad data')
  })
  test.each(COMMANDS)('of %s begins with examples', async command => {
    const { code, out } = await cgr(command, '--help')
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`^Examples:\\n  cgr ${command}`))
    expect(out).toMatch(new RegExp(`^Usage: cgr ${command} `, 'm'))
  })
  test('without any word goes to stderr, as wrong usage', async () => {
    const { code, out, err } = await cgr()
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('Usage: cgr')
  })
  test('the version is the package’s', async () => {
    expect(await cgr('--version')).toEqual({ code: 0, out: '0.1.0\n', err: '' })
  })
})

describe('wrong usage: exit code 2, one line on stderr, nothing on stdout', () => {
  test.each([
    [['rn'], /unknown command 'rn' \(Did you mean run\?\); see cgr --help/],
    [['run', 'x.star', '-o', 'y', '--sed', '3'], /unknown option '--sed' \(Did you mean --seed\?\); see cgr run --help/],
    [['run', 'x.star'], /required option '-o, --output <dir>' not specified/],
    [['run', '-o', 'y'], /missing required argument 'input'/],
    [['run', 'x.star', '-o', 'y', '-k', '13'], /whole number from 1 to 12/],
    [['run', 'x.star', '-o', 'y', '-k', 'many'], /whole number from 1 to 12/],
    [['run', 'x.star', '-o', 'y', '--box', '12'], /whole number from 24 to 256/],
    [['run', 'x.star', '-o', 'y', '--max-resolution', '0'], /number above 0/],
    [['run', 'x.star', '-o', 'y', '--pose-polish', 'maybe'], /Allowed choices are on, off; see/],
    [['run', 'x.star', '-o', 'y', '--threads', ''], /whole number from 1 to 256/],
    [['run', 'x.star', '-o', 'y', '--resume', '--overwrite'], /--resume and --overwrite exclude each other/],
    [['run', 'a.star', 'b.star', '-o', 'y'], /too many arguments/],
    [['compare', 'a.csv'], /1 assignment; name 2 to 26 files/],
    [['compare', 'a.csv', 'b.csv', '--truth', 'C'], /--truth C: there are 2 files, A to B/],
    [['simulate', '-o', 'x'], /--structure is missing/],
    [['simulate', '--structure', 'hsa', '--states', 'twist', '-o', 'x'], /"twist" is not understood/],
    [['simulate', '--structure', 'hsa', '-o', 'x', '--snr', '-1'], /number above 0, or none/],
    [['simulate', '--structure', 'hsa', '-o', 'x', '--defocus', '1'], /2 numbers separated by commas/],
  ])('cgr %s', async (words, message) => {
    const { code, out, err } = await startCgr(words, { cwd: folder.path() }).ended
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })
  test('with --json the error is the one object on stdout', async () => {
    const { code, out, err } = await cgr('run', 'x.star', '-o', 'y', '-k', '13', '--json')
    expect([code, err]).toEqual([2, ''])
    expect(JSON.parse(out)).toMatchObject({ schema: 1, error: { kind: 'usage', exitCode: 2, advice: 'see cgr run --help' } })
  })
})

describe('files that are not there or not right', () => {
  test.each([
    ['run', 'none.star', '-o', 'out'], ['run', 'none.star', '-o', 'out', '--json'], ['info', 'none.mrc'], ['report', 'none'], ['compare', 'none.csv', 'none.csv'],
    ['simulate', '--structure', 'none.pdb', '-o', 'out'], ['run', '.', '-o', 'out'],
  ])('cgr %s %s: exit code 66', async (...words) => {
    const { code, err, out } = await startCgr(words, { cwd: folder.path() }).ended
    expect([code, words.includes('--json') ? err : out]).toEqual([66, ''])
  })
  test('bad data: exit code 65, one line with file, line and fix', async () => {
    writeFileSync(folder.path('bad.csv'), 'index,class\n1,0\nx,1\n')
    const { code, out, err } = await cgr('compare', folder.path('bad.csv'), folder.path('bad.csv'))
    expect([code, out]).toEqual([65, ''])
    expect(err).toMatch(/^cgr: \S*bad\.csv, line 3: index "x"; .+\n$/)
  })
  test('names from files and users cannot drive the terminal', async () => {
    const { err } = await cgr('info', '\u001B[31mred\u0007.mrc')
    expect(err).not.toMatch(/[^\P{Cc}\n]/u)
    expect(err).toMatch(/\[31mred.\.mrc/)
  })
})

describe('streams', () => {
  test('doctor says what is there, and says it as one JSON object too', async () => {
    const { code, out, err } = await cgr('doctor')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/✓ SIMD WebAssembly/)
    const found = JSON.parse((await cgr('doctor', '--json')).out) as { cores: number; memory: { total: number }; parts: { name: string; works: boolean }[] }
    expect(found.cores).toBeGreaterThan(0)
    expect(found.memory.total).toBeGreaterThan(1e8)
    expect(found.parts.map(({ name, works }) => [name, works])).toEqual([['Node', true], ['SIMD WebAssembly', true], ['worker threads with shared memory', true], ['better-sqlite3', true]])
  })
  test('colour only where it is wanted', async () => {
    expect(await coloured({})).toBe(false)
    expect(await coloured({ FORCE_COLOR: '1' })).toBe(true)
    expect(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
  })
  test('an error is one line; a stack comes with CGR_DEBUG alone', async () => {
    const words = ['info', 'none']
    expect((await startCgr(words).ended).err).not.toContain('    at ')
    expect((await startCgr(words, { env: { CGR_DEBUG: '1' } }).ended).err).toContain('    at ')
  })
})
