import { useState } from 'react'

/** The newest answer that there is, so that a plot stands until its next one has come. */
export function useLatest<T>(answer: T | undefined): T | undefined {
  const [latest, setLatest] = useState(answer)
  if (answer !== undefined && answer !== latest) setLatest(answer)
  return answer ?? latest
}
