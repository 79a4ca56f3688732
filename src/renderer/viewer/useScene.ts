import { useEffect, useState } from 'react'
import type { RefObject } from 'react'
import { glSupport } from './glSupport.ts'
import { Scene } from './scene/scene.ts'
import type { SceneEvents } from './scene/scene.ts'

/**
 * A scene in `host` as long as it is wanted; null otherwise. A browser holds sixteen WebGL contexts and takes the oldest away for a seventeenth,
 * so a view off the screen has none. `events` must stay the same object.
 */
export function useScene(host: RefObject<HTMLElement | null>, isWanted: boolean, events: SceneEvents): Scene | null {
  const [scene, setScene] = useState<Scene | null>(null)
  useEffect(() => {
    const support = glSupport()
    if (!host.current || !isWanted || !support) return
    const made = new Scene(host.current, support.isSoftware, events)
    setScene(made)
    return () => {
      made.close()
      setScene(null)
    }
  }, [host, isWanted, events])
  return scene
}
