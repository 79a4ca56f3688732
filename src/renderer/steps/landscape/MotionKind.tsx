import type { ReactNode } from 'react'
import type { Embedding } from '../../../preload/contract/calls/landscape.ts'
import { motionGain, motionSentence } from '../../../preload/contract/motionWords.ts'

/** Whether the particles are in states or move continuously, with the number that says so; an embedding of before it was asked says nothing. */
export const MotionKind = ({ embedding: { motion } }: { readonly embedding: Embedding }): ReactNode => motion && (
  <section aria-label="Discrete or continuous">
    <strong>{motionSentence(motion)}</strong>
    <div className="small muted">Test: {motionGain(motion)}. Clear from two standard errors.</div>
  </section>
)
