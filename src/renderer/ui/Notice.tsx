import type { ReactNode } from 'react'
import { CallFailed } from '../api/callHost.ts'

type Kind = 'error' | 'warning' | 'ok' | 'info'

/** Something to be read now; errors are spoken at once. */
export const Notice = ({ kind, title, children }: { kind: Kind; title: string; children?: ReactNode }): ReactNode => (
  <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    <strong>{title}</strong>
    {children}
  </div>
)

/** What went wrong and what to do about it. */
export function Problem({ error, children }: { error: unknown; children?: ReactNode }): ReactNode {
  const { message, advice } = error instanceof CallFailed ? error : { message: error instanceof Error ? error.message : String(error), advice: '' }
  return (
    <Notice kind="error" title={message}>
      {advice && <p>{advice}</p>}
      {children}
    </Notice>
  )
}
