import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { Failure } from '../../../preload/contract/failure.ts'
import { DEFAULT_SIMULATION, SimulateOptions } from '../../simulate/options.ts'
import { simulate } from '../../simulate/simulate.ts'
import type { SimulationSummary } from '../../simulate/simulate.ts'
import { STATES_HELP, STATE_PRESETS } from '../../simulate/states.ts'
import { duration, integer } from '../format.ts'
import { runJob } from '../job.ts'
import { fraction, jsonOption, numberFrom, numbers, seedOption, wholeNumber } from '../options.ts'
import { shortPath } from '../runSummary.ts'
import type { Terminal } from '../terminal.ts'

const EXAMPLES = `Examples:
  cgr simulate --structure hsa --states hsa2 -o hsa2 --snr 0.03
  cgr simulate --structure spike --states spike3 --occupancies 60,30,10 --angle-error 2 --shift-error 0.4 --junk 0.1 -o set
  cgr simulate --structure model.pdb --states "as-is; rotate A:5-197 20; drop B" -n 10000 --box 96 -o set
  cgr simulate --structure open.cif closed.cif -o set
`

type Flags = Omit<SimulateOptions, 'output' | 'overwrite' | 'structures' | 'states'> & { output: string; structure?: string[]; states?: string; overwrite?: true; json?: true }

const isPreset = (name: string | undefined): name is keyof typeof STATE_PRESETS => name !== undefined && Object.hasOwn(STATE_PRESETS, name)

/** Names of bundled structures stay names, files become absolute. */
const structurePath = (name: string): string => (/\.(pdb|ent|cif|mmcif)(\.gz)?$/i.test(name) || existsSync(name) ? resolve(name) : name)

/** Options as the simulator wants them; a preset of states brings its structure along. */
function simulationOptions(flags: Flags): SimulateOptions {
  const { output, structure, states, overwrite, ...rest } = flags
  delete rest.json
  const structures = structure ?? (isPreset(states) ? [STATE_PRESETS[states].structure] : [])
  if (structures.length === 0) throw new Failure('usage', '--structure is missing', 'give hsa, spike or a .pdb or .cif file')
  const parsed = SimulateOptions.safeParse({ ...rest, output: resolve(output), overwrite: overwrite === true, structures: structures.map(structurePath), states: states ?? 'as-is' })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Failure('usage', `--${String(issue.path[0]).replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}: ${issue.message}`, 'see cgr simulate --help')
}

const summaryText = (done: SimulationSummary, maps: boolean): string => [
  `${integer(done.particles)} ${maps ? `maps of ${done.box}³ voxels` : `particles of ${done.box} × ${done.box} px`} at ${done.pixelSize.toFixed(3)} Å/px ${maps ? `from ${done.micrographs} tomograms` : `on ${done.micrographs} micrographs`}, ${duration(done.seconds)}`,
  ...done.states.map((count, k) => `  state ${k}: ${integer(count)}`),
  ...(done.junk > 0 ? [`  junk: ${integer(done.junk)}`] : []),
  `particles.star, ${maps ? 'maps/' : 'particles.mrcs'}, truth.csv and the true maps are in ${shortPath(done.output)}`, '',
].join('\n')

const ratioOrNone = (text: string): number | null => {
  if (text === 'none') return null
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Give a number above 0, or none for no noise.')
  return value
}

/** `cgr simulate --structure … --states … -o DIR` */
export function addSimulate(program: Command, terminal: Terminal): void {
  const D = DEFAULT_SIMULATION
  program.command('simulate')
    .summary('make a particle set whose conformations are known')
    .description('Projects an atomic structure in several conformations, with CTF, noise and poses: a particle set whose truth is known.')
    .addOption(new Option('--structure <names...>', 'hsa (1AO6), spike (6VXX), or .pdb or .cif files; several files: one state each'))
    .option('--states <states>', 'conformations, in the words below')
    .requiredOption('-o, --output <dir>', 'folder to write to')
    .addOption(new Option('-n, --particles <n>', 'number of particles').argParser(wholeNumber(1, 10_000_000)).default(D.particles))
    .addOption(new Option('--box <n>', 'image side, px').argParser(wholeNumber(16, 1024)).default(D.box))
    .addOption(new Option('--pixel-size <a>', 'Å per pixel').argParser(numberFrom(0, true)).default(D.pixelSize, 'the particle fills 60 % of the box'))
    .addOption(new Option('--resolution <a>', 'width of an atom, Å').argParser(numberFrom(0, true)).default(D.resolution, 'two pixels'))
    .addOption(new Option('--occupancies <list>', 'relative numbers of particles by state, as 60,30,10').argParser(numbers(null)).default(D.occupancies, 'equal'))
    .addOption(new Option('--snr <ratio>', 'variance of the signal by variance of the noise, or none').argParser(ratioOrNone).default(D.snr))
    .addOption(new Option('--noise <kind>', 'coloured: level and spectrum differ by micrograph').choices(['white', 'coloured']).default(D.noise))
    .addOption(new Option('--contrast-spread <s>', 'standard deviation of the contrast factor').argParser(fraction).default(D.contrastSpread))
    .addOption(new Option('--junk <fraction>', 'fraction of foreign particles').argParser(fraction).default(D.junk))
    .addOption(new Option('--neighbours <fraction>', 'fraction of particles with another copy at the edge of the image, 0.8 to 1.2 diameters away').argParser(fraction).default(D.neighbours))
    .addOption(new Option('--motion <deg>', 'σ of continuous motion: every hinge that a state names turns by so much in all states').argParser(numberFrom(0)).default(D.motion))
    .addOption(new Option('--angle-error <deg>', 'σ of each of three small rotations by which written poses are wrong').argParser(numberFrom(0)).default(D.angleError))
    .addOption(new Option('--shift-error <px>', 'σ by which written shifts are wrong').argParser(numberFrom(0)).default(D.shiftError))
    .addOption(new Option('--shift <px>', 'σ of the particles’ displacement').argParser(numberFrom(0)).default(D.shift))
    .addOption(new Option('--invert', 'write protein dark').default(D.invert))
    .addOption(new Option('--particles-per-micrograph <n>', 'particles that share a micrograph').argParser(wholeNumber(1, 1_000_000)).default(D.particlesPerMicrograph))
    .addOption(new Option('--defocus <range>', 'smallest and largest defocus, Å, as 10000,25000').argParser(numbers(2)).default([...D.defocus]))
    .addOption(new Option('--astigmatism <a>', 'σ of defocus U − V, Å').argParser(numberFrom(0)).default(D.astigmatism))
    .addOption(new Option('--voltage <kv>', 'kV').argParser(numberFrom(0, true)).default(D.voltage))
    .addOption(new Option('--spherical-aberration <mm>', 'mm').argParser(numberFrom(0)).default(D.sphericalAberration))
    .addOption(new Option('--amplitude-contrast <fraction>', 'amplitude contrast').argParser(fraction).default(D.amplitudeContrast))
    .addOption(new Option('--maps', 'write one aligned 3D map per particle instead of images; the errors are those of its alignment').default(D.maps))
    .addOption(new Option('--tilt-range <deg>', 'with --maps: largest tilt of the tomograms, which leaves a missing wedge').argParser(numberFrom(0, true)).default(D.tiltRange, 'none'))
    .addOption(seedOption())
    .option('--overwrite', 'replace an earlier simulation in DIR')
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', `\n${STATES_HELP}`)
    .action(async (flags: Flags) => {
      const options = simulationOptions(flags)
      const done = await runJob(terminal, flags.json === true, 'stopping; nothing is left behind (Ctrl-C again leaves now)', ctx => simulate(options, ctx))
      terminal.out(flags.json ? `${JSON.stringify({ schema: 1, ...done })}\n` : summaryText(done, options.maps))
    })
}
