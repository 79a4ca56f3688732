import { useState } from 'react'
import type { DragEvent, ReactNode } from 'react'
import { windowBridge } from '../api/windowBridge.ts'
import { PathPicker } from './PathPicker.tsx'

/**
 * Paths of files that are dropped. The desktop window knows them; a browser tells names alone, and where each lies is asked. What `wanted`
 * leaves out is left to whatever lies behind.
 */
export function useDroppedFiles(wanted: (files: readonly File[]) => readonly File[], take: (paths: readonly string[]) => void, verb: string): { readonly onDrop: (event: DragEvent) => void; readonly asking: ReactNode } {
  const [pathless, setPathless] = useState<readonly string[]>([])
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    const files = wanted([...event.dataTransfer.files])
    if (files.length === 0) return
    event.stopPropagation()
    const bridge = windowBridge
    if (bridge) take(files.map(file => bridge.pathOfDropped(file)))
    else setPathless(files.map(({ name }) => name))
  }
  const [name] = pathless
  const asking = name === undefined ? null : (
    <PathPicker key={`${pathless.length} ${name}`} title={`Where is ${name}? A browser does not tell where a dropped file lies.`} wants="any" take={verb}
      onClose={() => setPathless(pathless.slice(1))} onTake={path => { setPathless(pathless.slice(1)); take([path]) }} />
  )
  return { onDrop, asking }
}
