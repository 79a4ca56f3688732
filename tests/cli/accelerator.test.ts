import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BINDING } from '../../src/main/accelerator/layout.ts'
import { accelerator, crashingLibrary, theInstalled } from '../unit/accelerator/broken.ts'
import { madeOf } from '../unit/accelerator/support.ts'
import { cgr, startCgr, testFolder, until } from './cgr.ts'
import type { Ended } from './cgr.ts'

const LAUNCHER = join(import.meta.dirname, '../../resources/cgr.mjs')
const folder = testFolder()

/** Runs `cgr accelerator …` with the accelerator in one of this file's folders. */
const at = (name: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  startCgr(['accelerator', ...words], { env: { CGR_ACCELERATOR_DIR: folder.path(name), ...env } }).ended

const lines = (text: string): string[] => text.trimEnd().split('\n')

/** A PATH with every program of this machine but these. */
function pathWithout(name: string, missing: RegExp): string {
  mkdirSync(folder.path(name))
  for (const from of process.env.PATH!.split(delimiter).filter(part => part !== '' && existsSync(part))) {
    for (const program of readdirSync(from)) {
      if (!missing.test(program) && !existsSync(folder.path(name, program))) {
        try {
          symlinkSync(join(from, program), folder.path(name, program))
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // a link that points nowhere is there already
        }
      }
    }
  }
  return folder.path(name)
}

describe('help', () => {
  test('begins with examples and says what was tried where', async () => {
    for (const words of [['accelerator', '--help'], ['accelerator', 'install', '--help']]) {
      const { code, out } = await cgr(...words)
      expect(code).toBe(0)
      expect(out).toMatch(/^Examples:\n {2}cgr accelerator install\n/)
      expect(out).toMatch(/on a card it has not been tried/)
    }
  })
  test('without a verb it is wrong usage', async () => {
    expect((await cgr('accelerator', 'instal')).code).toBe(2)
  })
})

describe('status', () => {
  test('of this machine’s: every file is as it was installed', async () => {
    const { folder: installed, manifest } = theInstalled()
    const { code, out } = await cgr('accelerator', 'status', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      schema: 1, folder: installed,
      installed: { platform: manifest.platform, tensorflow: manifest.tensorflow, cuda: manifest.cuda, tfjsNode: '4.22.0', sources: manifest.sources, installed: manifest.installed, bytes: expect.any(Number), files: manifest.files.length },
    })
  })
  test('where there is none', async () => {
    expect(await at('none', ['status'])).toEqual({ code: 0, out: `no accelerator in ${folder.path('none')}; cgr accelerator install fetches one\n`, err: '' })
    expect(JSON.parse((await at('none', ['status', '--json'])).out)).toEqual({ schema: 1, folder: folder.path('none'), installed: null })
  })
})

describe('install', () => {
  test('ended by SIGKILL in the middle it leaves nothing that is taken for an accelerator; the next one clears up, finishes and computes', async () => {
    const { folder: installed, manifest } = theInstalled()
    const running = startCgr(['accelerator', 'install', '--from', installed], { env: { CGR_ACCELERATOR_DIR: folder.path('copy') } })
    await until(() => existsSync(folder.path('copy.installing/accelerator/tfjs-node')))
    running.signal('SIGKILL')
    await running.ended
    expect(existsSync(folder.path('copy'))).toBe(false)
    expect(existsSync(folder.path('copy.installing'))).toBe(true)
    expect(JSON.parse((await at('copy', ['status', '--json'])).out)).toMatchObject({ installed: null })

    const { code, out, err } = await at('copy', ['install', '--from', installed, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      schema: 1, folder: folder.path('copy'), alreadyInstalled: false, tensorflow: manifest.tensorflow, cuda: manifest.cuda, sources: manifest.sources,
      backend: { name: 'tensorflow', works: true, device: expect.any(String), version: manifest.tensorflow, gpu: expect.any(Boolean), test: { gigaflops: expect.any(Number), convolutionError: expect.any(Number) } },
    })
    const events = lines(err).map(line => JSON.parse(line) as { event: string; stage?: string })
    expect(events[0]).toMatchObject({ event: 'cost', download: 0, folder: folder.path('copy'), tools: [] })
    expect(new Set(events.map(event => event.stage))).toEqual(new Set([undefined, 'copy', 'check the copy', 'self-test']))
    expect(existsSync(folder.path('copy.installing'))).toBe(false)
    const copied = JSON.parse(readFileSync(folder.path('copy/manifest.json'), 'utf8')) as typeof manifest
    expect(copied.files).toEqual(manifest.files)

    // What was made is whole, so it can be removed whole.
    expect(await at('copy', ['remove'])).toMatchObject({ code: 0, out: `removed ${folder.path('copy')}\n` })
    expect(readdirSync(folder.path()).filter(name => name.startsWith('copy'))).toEqual([])
    expect(await at('copy', ['remove'])).toMatchObject({ code: 0, out: `no accelerator in ${folder.path('copy')}\n` })
  })

  test('stopped by Ctrl-C it takes away what it had made', async () => {
    const running = startCgr(['accelerator', 'install', '--from', theInstalled().folder], { env: { CGR_ACCELERATOR_DIR: folder.path('stopped') } })
    await until(() => existsSync(folder.path('stopped.installing/accelerator/tfjs-node')))
    running.signal('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130, err: expect.stringContaining('stopping; nothing is left behind') })
    expect(readdirSync(folder.path()).filter(name => name.startsWith('stopped'))).toEqual([])
  })

  test('a copy that was tampered with is refused, with the file’s name, and nothing is installed', async () => {
    const { manifest } = theInstalled()
    const victim = manifest.files.find(file => file.path.endsWith('nodejs_kernel_backend.js'))!
    const text = readFileSync(join(theInstalled().folder, victim.path), 'utf8')
    // Of the same size, behind the manifest's back.
    accelerator(folder.path('tampered'), { [victim.path]: text })
    writeFileSync(folder.path('tampered', victim.path), text.replace('isUsingGpuDevice', 'isUsingGpuDevicf'))
    const { code, out, err } = await at('target', ['install', '--from', folder.path('tampered')])
    expect([code, out]).toEqual([65, ''])
    expect(lines(err).at(-1)).toMatch(new RegExp(`^cgr: ${folder.path('tampered')}/\\S*nodejs_kernel_backend\\.js: SHA-256 \\S+, and \\S+ was installed: the file was changed or is damaged; copy that folder`))
    expect(readdirSync(folder.path()).filter(name => name.startsWith('target'))).toEqual([])
  })

  test('what does not compute is not installed', async () => {
    await madeOf(folder.path('hollow'), { 'tfjs-node/package.json': '{}', 'tfjs-node/dist/register_all_kernels.js': 'throw new Error("no kernels in here")' })
    const { code, out, err } = await at('target', ['install', '--from', folder.path('hollow')])
    expect([code, out]).toEqual([66, ''])
    expect(lines(err).at(-1)).toMatch(/^cgr: TensorFlow 2\.15\.1 does not compute here: .*no kernels in here; nothing was installed/)
    expect(readdirSync(folder.path()).filter(name => name.startsWith('target'))).toEqual([])
  })

  test.each([
    ['a compiler', /^(.*[gc]\+\+.*|clang.*)$/, [], /^cgr: missing here: g\+\+; install what is missing \(Debian, Ubuntu: sudo apt-get install g\+\+\), or bring .* --from FOLDER$/],
    ['pip and mvn', /^(pip.*|python.*|mvn)$/, [], /^cgr: missing here: python3 with pip; .*apt-get install python3-pip\)/],
    ['pip, for CUDA', /^(pip.*|python.*)$/, ['--cuda'], /^cgr: missing here: python3 with pip; /],
    ['npm and a compiler', /^(npm|.*[gc]\+\+.*|clang.*)$/, [], /^cgr: missing here: npm, g\+\+; .*apt-get install npm g\+\+\)/],
  ])('without %s it says so before anything is fetched', async (name, missing, words, message) => {
    const { code, out, err } = await at('bare', ['install', ...words], { PATH: pathWithout(`path ${name}`, missing) })
    expect([code, out]).toEqual([66, ''])
    expect(lines(err)).toHaveLength(1)
    expect(lines(err)[0]).toMatch(message)
    expect(existsSync(folder.path('bare'))).toBe(false)
  })

  test('a network that is not there is one line, and nothing is left', async () => {
    const nowhere = 'http://127.0.0.1:9'
    const { code, out, err } = await at('offline', ['install', '--yes'], { npm_config_registry: nowhere, npm_config_fetch_retries: '0', PIP_INDEX_URL: nowhere, PIP_NO_INDEX: '1', PIP_FIND_LINKS: '', npm_config_cache: folder.path('npm cache') })
    expect([code, out]).toEqual([66, ''])
    expect(lines(err)[0]).toMatch(/^TensorFlow 2\.15\.1 for processors: 208 MB to download, 617 MB on disk in \S+ \(825 MB while it is installed\); calls python3 -m pip, npm, tar, \S+$/)
    expect(lines(err).at(-1)).toMatch(/^cgr: npm cannot fetch @tensorflow\/tfjs-node@4\.22\.0: .*; check the network and the settings of that program, or bring/)
    expect(readdirSync(folder.path()).filter(name => name.startsWith('offline'))).toEqual([])
  })

  test.each([['n\\n', 'a no'], ['\\x03', 'Ctrl-C'], ['\\x04', 'Ctrl-D']])('on a terminal it says what it costs and asks; %s is %s', async keys => {
    // A terminal as Python makes one; what the program writes there comes out of the helper, then its exit code.
    const helper = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
text = b''
while True:
    try: piece = os.read(terminal, 4096)
    except OSError: break
    if not piece: break
    asked = b'[Y/n]' in text
    text += piece
    if not asked and b'[Y/n]' in text: os.write(terminal, b'${keys}')
sys.stdout.buffer.write(text)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`
    const out = execFileSync('python3', ['-c', helper, process.execPath, LAUNCHER, 'accelerator', 'install', '--from', theInstalled().folder], { encoding: 'utf8', env: { ...process.env, CGR_ACCELERATOR_DIR: folder.path('asked') } })
    expect(out).toMatch(/TensorFlow \S+ .*: nothing to download, copied from \S+, \d+ MB on disk in \S+asked/)
    expect(out).toMatch(/nothing was installed/)
    expect(out.trimEnd().split('\n').at(-1)).toBe('130')
    expect(existsSync(folder.path('asked'))).toBe(false)
  })

  test('a folder with other files is left alone', async () => {
    mkdirSync(folder.path('mine'))
    writeFileSync(folder.path('mine', 'thesis.tex'), 'x')
    for (const words of [['install', '--from', theInstalled().folder], ['remove']]) {
      const { code, err } = await at('mine', words)
      expect(code).toBe(73)
      expect(lines(err).at(-1)).toMatch(/holds thesis\.tex, so it is no accelerator’s folder/)
    }
    expect(readdirSync(folder.path('mine'))).toEqual(['thesis.tex'])
  })
})

describe('doctor', () => {
  const trials = { backends: [{ name: 'tensorflow' }, { name: 'webgpu' }, { name: 'wasm' }] }
  const working = { works: true, device: expect.any(String), version: expect.any(String), gpu: expect.any(Boolean), test: { gigaflops: expect.any(Number), convolutionError: expect.any(Number) } }

  test('tries every backend and gives what it measured', async () => {
    const { folder: installed, manifest } = theInstalled()
    const { code, out, err } = await cgr('doctor', '--json')
    expect([code, err]).toEqual([0, ''])
    const found = JSON.parse(out) as { backends: { name: string; works: boolean }[] }
    expect(found).toMatchObject({ schema: 1, parts: expect.any(Array), accelerator: { folder: installed, installed: { tensorflow: manifest.tensorflow, cuda: manifest.cuda }, fault: null }, ...trials })
    expect(found.backends[0]).toEqual({ name: 'tensorflow', ...working })
    expect(found.backends[1]).toEqual({ name: 'webgpu', ...(found.backends[1].works ? working : { works: false, reason: expect.any(String) }) })
    expect(found.backends[2]).toEqual({ name: 'wasm', ...working })
  })

  test('outlives native code that crashes, and says what happened', async () => {
    accelerator(folder.path('crashing'), { [BINDING]: crashingLibrary() })
    const { code, out, err } = await startCgr(['doctor'], { env: { CGR_ACCELERATOR_DIR: folder.path('crashing') } }).ended
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^– tensorflow: the process that tried it ended with SIGABRT \(out of patience\)$/m)
    expect(out).toMatch(/^✓ wasm \S+ on .*: [\d.]+ GFLOP\/s in a matrix product, conv3d gradients right to \d\.\de-\d+$/m)
  })
})
