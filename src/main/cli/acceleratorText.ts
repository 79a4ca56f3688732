import type { Trial } from '../compute/model/backends/backend.ts'
import type { Paint } from './terminal.ts'

/** 207208420 → "207 MB", 5500000000 → "5.5 GB": decimal, as downloads are given everywhere. */
export const decimalBytes = (count: number): string => (count < 1e9 ? `${Math.ceil(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`)

/** What a backend that was tried does, in one line. A backend that is not here is no fault of the machine. */
export function trialText(paint: Paint, trial: Trial): string {
  if (!trial.works) return `${paint('dim', '–')} ${trial.name}: ${trial.reason}`
  const { gigaflops, convolutionError } = trial.test
  return `${paint('green', '✓')} ${trial.name} ${trial.version} on ${trial.device}: ${gigaflops.toPrecision(3)} GFLOP/s in a matrix product, conv3d gradients right to ${convolutionError.toExponential(1)}`
}
