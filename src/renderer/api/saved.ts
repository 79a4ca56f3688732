import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { Project } from '../../preload/contract/calls/projects.ts'
import { callHost } from './callHost.ts'

const DELAY_MS = 400

/**
 * A piece of what the window shows that the project keeps: it is there again when the project is reopened. Read once from the project;
 * written shortly after a change, never without one. A value that does not fit the schema is as good as none.
 */
export function useSaved<T>(project: Project, key: string, schema: z.ZodType<T>, initial: T): readonly [T, (value: T) => void] {
  const [value, setValue] = useState(() => {
    const stored = schema.safeParse(project.view[key])
    return stored.success ? stored.data : initial
  })
  const waiting = useRef<{ timer: number; save: () => void } | null>(null)
  useEffect(() => () => {
    if (!waiting.current) return
    window.clearTimeout(waiting.current.timer)
    waiting.current.save()
  }, [])
  const change = useCallback((next: T) => {
    setValue(next)
    project.view[key] = next
    const save = (): void => {
      waiting.current = null
      void callHost('view.save', { project: project.id, key, value: next }).catch(() => undefined)
    }
    if (waiting.current) window.clearTimeout(waiting.current.timer)
    waiting.current = { timer: window.setTimeout(save, DELAY_MS), save }
  }, [project, key])
  return [value, change]
}
