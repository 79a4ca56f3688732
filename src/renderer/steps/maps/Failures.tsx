import type { ReactNode } from 'react'
import { Problem } from '../../ui/Notice.tsx'

/** What went wrong, each once: maps that lie side by side often fail for one reason. */
export function Failures({ errors }: { readonly errors: readonly (Error | null)[] }): ReactNode {
  const known = errors.filter(error => error !== null)
  return known.filter(({ message }, i) => known.findIndex(other => other.message === message) === i).map(error => <Problem key={error.message} error={error} />)
}
