import type { MeasuredMap } from '../../threads/measureMap.ts'

/** Fewer particles than this in a half leave a map that says little. */
const FEW_PARTICLES = 20
/** Half-maps of one thing agree almost perfectly in their first shells. */
const LOW_RESOLUTION_SHELLS = 3
const LOW_RESOLUTION_FSC = 0.8

/** What a reader should know before trusting a class map, one line each. */
export function mapWarnings(number: number, particles: readonly [number, number], measured: MeasuredMap): string[] {
  const lines: string[] = []
  const few = Math.min(...particles)
  if (few < FEW_PARTICLES) lines.push(`class ${number}: only ${few} particles in one half-map; its resolution means little`)
  const { fsc } = measured
  const start = fsc.masked.slice(1, 1 + LOW_RESOLUTION_SHELLS)
  const mean = start.reduce((sum, value) => sum + value, 0) / start.length
  if (few >= FEW_PARTICLES && mean < LOW_RESOLUTION_FSC) lines.push(`class ${number}: half-maps agree poorly even at low resolution (FSC ${mean.toFixed(2)}); the class may be a mixture, or its poses are wrong`)
  if (measured.crossesAgain) lines.push(`class ${number}: the FSC rises above 0.143 again beyond the resolution given; look at the curve`)
  if (measured.maskRejected) lines.push(`class ${number}: the unmasked FSC reaches further than the masked, corrected one, so the unmasked one decides; the mask may cut the particle`)
  return lines
}
