import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import { alreadyInstalled, installAccelerator } from '../../accelerator/install.ts'
import { acceleratorFolder, FOLDER_VARIABLE } from '../../accelerator/location.ts'
import { readManifest } from '../../accelerator/manifest.ts'
import type { Manifest } from '../../accelerator/manifest.ts'
import { removeAccelerator } from '../../accelerator/place.ts'
import { planInstall } from '../../accelerator/plan.ts'
import type { Plan } from '../../accelerator/plan.ts'
import { checkContents } from '../../accelerator/verify.ts'
import type { Trial } from '../../compute/model/backends/backend.ts'
import { tryInProcess } from '../../compute/model/backends/tryInProcess.ts'
import { decimalBytes, trialText } from '../acceleratorText.ts'
import { runJob } from '../job.ts'
import { jsonOption } from '../options.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr accelerator install
  cgr accelerator install --cuda
  cgr accelerator install --from /media/stick/accelerator
  cgr accelerator status
  cgr accelerator remove
`

const NOTES = `
The accelerator is TensorFlow's own library, pinned to one version, with a binding to Node. It is fetched by this machine's pip (or mvn) and npm
from wherever those are set to look, checked by SHA-256, and kept in a cache of this user, or in the folder that ${FOLDER_VARIABLE} names.
Tried on Linux x64: TensorFlow 2.15.1 (pip) and 2.18.0 (mvn) on processors. --cuda (TensorFlow 2.20.0 with CUDA 12 for NVIDIA cards) was
installed and computed on a machine without a card; on a card it has not been tried.
Without a network: copy the accelerator's folder from a machine of the same kind and give it to --from; a folder with the wheel and the three
npm packages does as well. What is copied runs as native code: take it only from a machine you trust.
`

type InstallOptions = { cuda?: true; from?: string; yes?: true; json?: true }

const STOPPING = 'stopping; nothing is left behind'

const named = ({ tensorflow, cuda }: Pick<Manifest, 'tensorflow' | 'cuda'>): string => `TensorFlow ${tensorflow}${cuda ? ' with CUDA 12' : ' for processors'}`

function costs(plan: Plan, folder: string): string {
  const source = plan.origin.kind === 'registries' ? `${decimalBytes(plan.download)} to download` : `nothing to download, ${plan.origin.kind === 'copy' ? 'copied' : 'built'} from ${plan.origin.folder}`
  const calls = plan.tools.length > 0 ? `; calls ${plan.tools.join(', ')}` : ''
  return `${named(plan)}: ${source}, ${decimalBytes(plan.disk)} on disk in ${folder} (${decimalBytes(plan.peak)} while it is installed)${calls}\n`
}

/** Asks whoever sits there; a script has said what it wants by calling. Ctrl-C and Ctrl-D are a no. */
async function confirm(): Promise<void> {
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>(resolve => reader.once('close', () => resolve('no')))
  const answer = await Promise.race([reader.question('Go on? [Y/n] ').catch(() => 'no'), closed])
  reader.close()
  if (!/^(y|yes|)$/i.test(answer.trim())) throw new Failure('cancelled', 'nothing was installed')
}

const selfTest = (folder: string, signal: AbortSignal): Promise<Trial> => tryInProcess('tensorflow', signal, { [FOLDER_VARIABLE]: folder })

async function install(terminal: Terminal, options: InstallOptions): Promise<void> {
  const json = options.json === true
  const folder = acceleratorFolder()
  const plan = planInstall({ cuda: options.cuda === true, from: options.from === undefined ? null : resolve(options.from) })
  const present = plan.origin.kind === 'registries' ? await runJob(terminal, json, STOPPING, ctx => alreadyInstalled(plan, folder, ctx)) : null
  if (!present) {
    if (json) terminal.err(`${JSON.stringify({ event: 'cost', download: plan.download, disk: plan.disk, peak: plan.peak, folder, tools: plan.tools })}\n`)
    else terminal.err(costs(plan, folder))
    if (!options.yes && !json && terminal.interactive && process.stdin.isTTY) await confirm()
  }
  const { manifest, test } = present
    ? { manifest: present, test: await runJob(terminal, json, STOPPING, ctx => selfTest(folder, ctx.signal)) }
    : await runJob(terminal, json, STOPPING, ctx => installAccelerator(plan, folder, selfTest, ctx))
  if (!test.works) throw new Failure('missing', `${named(manifest)} is in ${folder} and does not compute here: ${test.reason}`, 'see cgr doctor')
  const isIdle = manifest.cuda && !test.gpu
  if (json) {
    terminal.out(`${JSON.stringify({ schema: 1, folder, alreadyInstalled: present !== null, tensorflow: manifest.tensorflow, cuda: manifest.cuda, sources: manifest.sources, backend: test })}\n`)
    return
  }
  terminal.out(`${named(manifest)} ${present ? 'is in' : 'was installed in'} ${folder}${present ? ' already' : ''}\n${trialText(terminal.paint, test)}\n`)
  if (isIdle) terminal.err(`${terminal.paint('yellow', 'warning:')} it finds no card and computes on the processor; see what nvidia-smi says\n`)
}

async function status(terminal: Terminal, options: { json?: true }): Promise<void> {
  const folder = acceleratorFolder()
  const manifest = readManifest(folder)
  if (manifest) await runJob(terminal, options.json === true, 'stopping', ctx => checkContents(folder, manifest, ctx.signal, (done, total) => ctx.report({ stage: 'check every file', done, total })))
  const bytes = manifest?.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0
  if (options.json) {
    const { files: _, schema: __, ...about } = manifest ?? { files: null, schema: 1 }
    terminal.out(`${JSON.stringify({ schema: 1, folder, installed: manifest && { ...about, bytes, files: manifest.files.length } })}\n`)
  } else if (manifest) {
    terminal.out(`${named(manifest)} in ${folder}\n${manifest.files.length} files, ${decimalBytes(bytes)}, every one as it was installed on ${manifest.installed.slice(0, 10)} from ${manifest.sources.join(', ')}\n`)
  } else {
    terminal.out(`no accelerator in ${folder}; cgr accelerator install fetches one\n`)
  }
}

function remove(terminal: Terminal, options: { json?: true }): void {
  const folder = acceleratorFolder()
  const removed = removeAccelerator(folder)
  if (options.json) terminal.out(`${JSON.stringify({ schema: 1, folder, removed })}\n`)
  else terminal.out(removed ? `removed ${folder}\n` : `no accelerator in ${folder}\n`)
}

/** `cgr accelerator install|status|remove` */
export function addAccelerator(program: Command, terminal: Terminal): void {
  const command = program.command('accelerator')
    .summary('fetch TensorFlow, which trains the network faster')
    .description('Installs, checks or removes the TensorFlow library that computes the network; without it the wasm and webgpu backends do, more slowly.')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
  command.command('install')
    .summary('fetch, build and test it; says first what that costs')
    .description('Fetches a pinned TensorFlow, checks it by SHA-256, builds its binding and runs a self-test; only then it is put in its place. Says first what that costs, and asks on a terminal.')
    .option('--cuda', 'the build for NVIDIA cards, with CUDA 12 and cuDNN 9')
    .option('--from <folder>', 'take it from a folder instead of the network')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', NOTES)
    .action((options: InstallOptions) => install(terminal, options))
  command.command('status')
    .summary('say what is installed, and check every file by SHA-256')
    .addOption(jsonOption())
    .action((options: { json?: true }) => status(terminal, options))
  command.command('remove')
    .summary('remove it')
    .addOption(jsonOption())
    .action((options: { json?: true }) => remove(terminal, options))
}
