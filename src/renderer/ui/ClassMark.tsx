import type { ReactNode } from 'react'
import { MarkSymbol } from '../plots/MarkSymbol.tsx'
import { classMark } from '../plots/marks.ts'

/** The mark of a class, as in the plots: its shape goes with its number (0 is junk), its colour may have been chosen. The name stands beside it. */
export const ClassMark = ({ colour, number }: { colour: number; number: number }): ReactNode => (
  <span className="class-mark" aria-hidden="true">
    <svg viewBox="-8 -8 16 16" width="18" height="18"><MarkSymbol mark={classMark(number, colour)} x={0} y={0} size={1.2} /></svg>
  </span>
)
