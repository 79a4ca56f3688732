import type { ReactNode } from 'react'
import { Problem } from '../../ui/Notice.tsx'
import { useLatest } from './useLatest.ts'

type Props<Data> = {
  readonly answer: { readonly data: Data | undefined; readonly error: Error | null }
  readonly draw: (data: Data) => ReactNode
  /** Below the plot. */
  readonly children?: ReactNode
}

/** A plot of what the host answers: its room while it is asked for the first time, and why there is none. */
export function PlotPanel<Data>({ answer: { data, error }, draw, children }: Props<Data>): ReactNode {
  const shown = useLatest(data)
  return (
    <div className="panel">
      {error ? <Problem error={error} /> : shown === undefined ? <div className="check-plot-room" aria-busy="true" /> : draw(shown)}
      {children}
    </div>
  )
}
