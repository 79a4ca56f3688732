import { graphReport } from '../../../src/main/compute/graph/graphReport.ts'
import type { VoxelGraph } from '../../../src/main/compute/graph/voxelGraph.ts'
import type { ComparisonReport } from '../../../src/preload/contract/network.ts'
import type { Report } from '../../../src/preload/contract/report.ts'

export type Stacking = ComparisonReport['stacking']

/** A network that won something, one whose gain was no more than chance, and one without any. */
export const STACKINGS = {
  won: { temperature: 0.93, temperatureAlone: 0.96, networkWeight: 0.4, gain: 0.0123, z: 5.12 },
  chance: { temperature: 0.98, temperatureAlone: 0.98, networkWeight: 0, gain: 0.00021, z: 0.61 },
  none: { temperature: 1.01, temperatureAlone: 1.01, networkWeight: 0, gain: 0, z: 0 },
} as const satisfies Record<string, Stacking>

/** What a run with the network adds to its report. */
export function networkParts(graph: VoxelGraph, stacking: Stacking, classes: number): Required<Pick<Report, 'graph' | 'network' | 'comparison'>> {
  const rules = [['linear', 0.802, null], ['likelihood', 0.8915, null], ['network', 0.8975, 0.0312], ['combined', 0.9032, 0.00004]] as const
  return {
    graph: graphReport(graph),
    network: {
      parameters: 14_812, backend: 'tensorflow 2.15.1', device: 'CPU, 2 threads', reason: 'the fastest that passed its self-test; no GPU was found', epochs: 3.8,
      trainParticlesPerSecond: 311.7, inferParticlesPerSecond: 1523.4, crossEntropy: { untrained: 0.4127, trained: 0.3981 }, mse: 0.412,
      history: Array.from({ length: 8 }, (_, i) => ({
        presented: 1000 * (i + 1), crossEntropy: 0.41 - 0.022 * (1 - Math.exp(-i / 2)) + 0.012 * Math.cos(3 * i), mse: 0.4 + 0.6 * Math.exp(-i / 2), validation: 0.3981 + 0.0146 * Math.exp(-i / 1.5) + (i > 5 ? 0.002 * (i - 5) : 0),
      })),
      decodedMaps: Array.from({ length: classes }, (_, k) => `run_class00${k + 1}_decoded.mrc`),
    },
    comparison: {
      measure: 'agreement with the likelihood of the other half of a particle’s Fourier coefficients', particles: 2000, stacking,
      rules: rules.map(([rule, value, mcnemar]) => ({
        rule, value, interval: [value - 0.0124, value + 0.0117], mcnemar: rule === 'linear' ? 1e-12 : mcnemar, heldOutLogLikelihood: 3.2 * value - 2.9,
      })),
    },
  }
}
