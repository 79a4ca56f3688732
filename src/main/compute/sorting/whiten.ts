import { whiteningWeights } from '../../numerics/noise.ts'
import type { SortingSet } from './particles.ts'

/** Sets the whitening of every micrograph from the particles' power by shell (of the images, or of what a map leaves of them). */
export function whiten(set: SortingSet, shellPower: SharedArrayBuffer): void {
  const { coefficients } = set.store
  const members = new Float64Array(coefficients.limit + 1)
  for (const shell of coefficients.shell) members[shell]++
  new Float32Array(set.state.whitening).set(whiteningWeights({
    power: new Float32Array(shellPower), shells: coefficients.limit + 1, group: new Uint32Array(set.state.micrograph),
    groups: set.micrographs, active: new Uint8Array(set.state.active), members,
  }))
}
