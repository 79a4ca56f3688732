import type { ReactNode } from 'react'
import type { JobStory } from '../../api/jobs.ts'
import { LineChart } from '../../plots/LineChart.tsx'
import { PLAIN_MARK, classMark } from '../../plots/marks.ts'

/** Likelihood and occupancies by pass, then the network's loss: kept after the run until the next one. */
export function LiveFigures({ story: { sorting, network } }: { story: JobStory }): ReactNode {
  const classes = Math.max(0, ...sorting.map(({ occupancies }) => occupancies.length))
  return (
    <>
      {sorting.length > 0 && <LineChart title="Log-likelihood" x={{ title: 'Pass' }} y={{ title: 'Log-likelihood', unit: 'nats per particle' }} height={200} series={[{ key: 'likelihood', name: 'all particles', mark: PLAIN_MARK, points: sorting.map(({ logLikelihood }, i) => [i + 1, logLikelihood] as const) }]} />}
      {sorting.length > 0 && <LineChart title="Occupancies" x={{ title: 'Pass' }} y={{ title: 'Share of particles', range: [0, 1] }} height={200} series={Array.from({ length: classes }, (_, k) => ({ key: String(k), name: `Class ${k + 1}`, mark: classMark(k + 1), points: sorting.flatMap(({ occupancies }, i) => (k < occupancies.length ? [[i + 1, occupancies[k]] as const] : [])) }))} />}
      {network.length > 0 && <LineChart title="Network" x={{ title: 'Particles presented' }} y={{ title: 'Loss' }} height={200} series={[
        { key: 'entropy', name: 'cross-entropy, nats', mark: classMark(1), points: network.map(({ presented, crossEntropy }) => [presented, crossEntropy] as const) },
        { key: 'mse', name: 'map error', mark: classMark(2), points: network.map(({ presented, mse }) => [presented, mse] as const) },
      ]} />}
    </>
  )
}
