import type { ComparisonReport } from '../../preload/contract/network.ts'
import { fixed, significant } from './numbers.ts'

/** What the network was worth, in plain words; lower case, without a full stop. A share that was not kept is no more than chance. */
export function networkVerdict({ stacking: { networkWeight, gain, z } }: ComparisonReport): string {
  const amount = `${significant(Math.abs(gain))} nats per particle`
  const errors = `${fixed(Math.abs(z), 1)} standard errors`
  if (networkWeight > 0) return `the network’s share was ${fixed(networkWeight, 2)}: it ${gain < 0 ? 'lost' : 'won'} ${amount} (${errors})`
  const missed = gain > 0 ? ` (the best share would have won ${amount}, ${errors}: no more than chance)` : ''
  return `the network adds nothing here: the likelihood alone decides${missed}`
}
