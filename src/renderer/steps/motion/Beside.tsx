import type { ReactNode } from 'react'
import { count } from '../../ui/format.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import type { Side } from './useMotion.ts'

type Props = { readonly side: Side; readonly onSide: (side: Side) => void; readonly chosen: number; readonly children: ReactNode }

/** What stands beside the landscape, under tabs. */
export const Beside = ({ side, onSide, chosen, children }: Props): ReactNode => (
  <div className="stack">
    <Tabs label="Beside the landscape" current={side} onTab={onSide} tabs={[{ key: 'chosen', title: chosen === 0 ? 'Chosen particles' : `Chosen particles (${count(chosen)})` }, { key: 'motion', title: 'Motion' }]}>{children}</Tabs>
  </div>
)
