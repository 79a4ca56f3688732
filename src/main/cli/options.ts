import { availableParallelism } from 'node:os'
import { InvalidArgumentError, Option } from 'commander'
import { DEFAULT_PARAMETERS } from '../../preload/contract/parameters.ts'

/** Reads a whole number in a range; commander names the option in its message. */
export const wholeNumber = (low: number, high: number) => (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`)
  return value
}

/** Reads a number above or at `low`. */
export const numberFrom = (low: number, above = false) => (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < low || (above && value === low)) throw new InvalidArgumentError(`Give a number ${above ? 'above' : 'of at least'} ${low}.`)
  return value
}

export const fraction = (text: string): number => {
  const value = numberFrom(0)(text)
  if (value > 1) throw new InvalidArgumentError('Give a number from 0 to 1.')
  return value
}

/** Reads numbers separated by commas. */
export const numbers = (count: number | null) => (text: string): number[] => {
  const values = text.split(',').map(Number)
  if (text.trim() === '' || values.some(value => !Number.isFinite(value)) || (count !== null && values.length !== count)) {
    throw new InvalidArgumentError(`Give ${count ?? 'some'} numbers separated by commas.`)
  }
  return values
}

export const jsonOption = (): Option => new Option('--json', 'print one JSON object on stdout, and progress as JSON lines on stderr')

export const threadsOption = (): Option =>
  new Option('--threads <n>', 'worker threads').argParser(wholeNumber(1, 256)).default(availableParallelism(), 'all cores')

export const backendOption = (): Option =>
  new Option('--backend <name>', 'what computes the network: auto takes the first that works of a GPU, TensorFlow and WebAssembly').choices(['auto', 'tensorflow', 'webgpu', 'wasm']).default(DEFAULT_PARAMETERS.backend)

export const seedOption = (): Option => new Option('--seed <n>', 'seed of every random choice').argParser(wholeNumber(0, 2 ** 32 - 1)).default(1)
