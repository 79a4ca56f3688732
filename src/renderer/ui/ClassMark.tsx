import type { ReactNode } from 'react'
import { OUTLINES } from '../plots/marks.ts'

const COLOURS = 8

/** Colour variable of a palette index; −1 is junk. */
export const classColour = (colour: number): string => (colour < 0 ? 'var(--class-0)' : `var(--class-${(colour % COLOURS) + 1})`)

/** The mark of a class, as in the plots: its shape goes with its number, its colour may have been chosen. The name stands beside it. */
export const ClassMark = ({ colour, number = colour + 1 }: { colour: number; number?: number }): ReactNode => (
  <span className="class-mark" aria-hidden="true">
    <svg viewBox="-8 -8 16 16" width="18" height="18">
      {number <= 0 ? <path d="M-5-5 5 5M5-5-5 5" stroke="var(--class-0)" strokeWidth="2.5" /> : <path d={OUTLINES[(number - 1) % OUTLINES.length]} fill={classColour(colour)} transform="scale(1.2)" />}
    </svg>
  </span>
)
