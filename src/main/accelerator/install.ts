import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../preload/contract/failure.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { buildBinding } from './binding.ts'
import { checkPackage, fetchWith } from './fetchPackages.ts'
import { PLATFORM } from './installed.ts'
import { inside } from './layout.ts'
import { readManifest, writeManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { NPM_PACKAGES, TFJS_NODE } from './packages.ts'
import type { Archive, Package } from './packages.ts'
import { checkIsOurs, moveIntoPlace } from './place.ts'
import type { Origin, Plan } from './plan.ts'
import { openStaging } from './staging.ts'
import type { Staging } from './staging.ts'
import { unpackArchive } from './unpackArchive.ts'
import { checkContents, describeFiles } from './verify.ts'

export type SelfTestResult = { readonly works: true } | { readonly works: false; readonly reason: string }

/** Loads the accelerator at `folder` and computes with it, in another process. */
export type RunSelfTest<Result extends SelfTestResult> = (folder: string, signal: AbortSignal) => Promise<Result>

/** The accelerator at `folder` if it is what `plan` would make and every byte of it is as it was; null otherwise, with a warning if it is damaged. */
export async function alreadyInstalled(plan: Plan, folder: string, ctx: StageContext): Promise<Manifest | null> {
  try {
    const manifest = readManifest(folder)
    if (manifest === null || manifest.platform !== PLATFORM || manifest.tensorflow !== plan.tensorflow || manifest.cuda !== plan.cuda || manifest.tfjsNode !== TFJS_NODE) return null
    await checkContents(folder, manifest, ctx.signal, (done, total) => ctx.report({ stage: 'check what is there', done, total }))
    return manifest
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'cancelled') throw error
    ctx.warn(error.message)
    return null
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`

function checkSpace(plan: Plan, folder: string): void {
  let existing = dirname(folder)
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = statfsSync(existing)
  if (bavail * bsize < plan.peak) {
    throw new Failure('output', `${folder}: ${megabytes(plan.peak)} are needed on that disk and ${megabytes(bavail * bsize)} are free`, 'free some space, or name another folder in CGR_ACCELERATOR_DIR')
  }
}

/** Gives the paths of packages, checked. */
type Supply = {
  archive(wanted: Archive): Promise<string>
  npm(wanted: Package): Promise<string>
  /** Called once nothing more is needed of it. */
  discard(path: string): void
}

function supplyFrom(origin: Exclude<Origin, { kind: 'copy' }>, scratch: string, ctx: StageContext): Supply {
  if (origin.kind === 'packages') {
    const take = async (wanted: Package): Promise<string> => {
      const path = join(origin.folder, wanted.file)
      ctx.report({ stage: `check ${wanted.spec}`, done: 0, total: 1 })
      await checkPackage(path, wanted, ctx.signal)
      return path
    }
    return { archive: take, npm: take, discard: () => undefined }
  }
  const { build, tools } = origin
  const folder = join(scratch, 'download')
  return {
    archive: wanted => fetchWith[build.manager](tools.fetch, folder, wanted, ctx),
    npm: wanted => fetchWith.npm(tools.npm, folder, wanted, ctx),
    discard: path => rmSync(path),
  }
}

async function makeFromPackages(origin: Exclude<Origin, { kind: 'copy' }>, staging: Staging, ctx: StageContext): Promise<void> {
  const supply = supplyFrom(origin, staging.scratch, ctx)
  // The small ones first: what is wrong with npm is told before hundreds of megabytes are fetched.
  const files = { tfjsNode: await supply.npm(NPM_PACKAGES.tfjsNode), protobuf: await supply.npm(NPM_PACKAGES.protobuf), nodeHeaders: await supply.npm(NPM_PACKAGES.nodeHeaders) }
  for (const archive of origin.build.archives) {
    const path = await supply.archive(archive)
    await unpackArchive(path, archive, staging.accelerator, ctx)
    supply.discard(path)
  }
  await buildBinding(files, origin.tools, staging.accelerator, staging.scratch, ctx)
  ctx.report({ stage: 'note what was installed', done: 0, total: 1 })
  const { tensorflow, cuda, archives } = origin.build
  writeManifest(staging.accelerator, {
    schema: 1, platform: PLATFORM, tensorflow, cuda, tfjsNode: TFJS_NODE, sources: archives.map(archive => archive.spec), installed: new Date().toISOString(),
    files: await describeFiles(staging.accelerator, ctx.signal),
  })
}

/** Copies what the manifest lists and nothing else, then checks the copies. */
async function makeFromCopy({ folder, manifest }: Extract<Origin, { kind: 'copy' }>, staging: Staging, ctx: StageContext): Promise<void> {
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  for (const file of manifest.files) {
    ctx.signal.throwIfAborted()
    ctx.report({ stage: 'copy', done, total, note: file.path })
    const [source, target] = [inside(folder, file.path), inside(staging.accelerator, file.path)]
    if (!existsSync(source)) throw new Failure('data', `${source}: no such file, and the manifest lists it`, 'copy the whole folder again')
    mkdirSync(dirname(target), { recursive: true })
    await copyFile(source, target)
    done += file.bytes
  }
  try {
    await checkContents(staging.accelerator, manifest, ctx.signal, (checked, all) => ctx.report({ stage: 'check the copy', done: checked, total: all }))
  } catch (error) {
    // The copy is gone in a moment: the user knows the original.
    if (error instanceof Failure && error.kind === 'data') throw new Failure('data', error.message.replace(staging.accelerator, folder), 'copy that folder from the other machine again')
    throw error
  }
  writeManifest(staging.accelerator, { ...manifest, installed: new Date().toISOString() })
}

/**
 * Makes the accelerator that `plan` describes and puts it at `folder` once it has passed the self-test; until then, and after any failure,
 * what was at `folder` before is untouched. Rejects with a Failure that says what to do.
 */
export async function installAccelerator<Result extends SelfTestResult>(
  plan: Plan, folder: string, selfTest: RunSelfTest<Result>, ctx: StageContext,
): Promise<{ readonly manifest: Manifest; readonly test: Extract<Result, { works: true }> }> {
  checkIsOurs(folder)
  checkSpace(plan, folder)
  const staging = openStaging(folder)
  try {
    if (plan.origin.kind === 'copy') await makeFromCopy(plan.origin, staging, ctx)
    else await makeFromPackages(plan.origin, staging, ctx)
    ctx.report({ stage: 'self-test', done: 0, total: 1 })
    const test = await selfTest(staging.accelerator, ctx.signal)
    if (!test.works) throw new Failure('missing', `TensorFlow ${plan.tensorflow} does not compute here: ${test.reason}`, 'nothing was installed; the wasm and webgpu backends go on without it')
    ctx.signal.throwIfAborted()
    moveIntoPlace(staging.accelerator, folder)
    return { manifest: readManifest(folder)!, test: test as Extract<Result, { works: true }> }
  } finally {
    staging.remove()
  }
}
