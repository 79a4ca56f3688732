import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { GlScatter } from './glScatter.ts'

type Made = { readonly gl: GlScatter | null; readonly failure: string | null }

const LOST: Made = { gl: null, failure: 'The graphics card was taken away. The points are drawn again when it is back.' }

/** What draws on a canvas, `isOfMany` points, made anew when the graphics card comes back after it was lost; until then, and without WebGL 2, why nothing is drawn. */
export function useGlScatter(isOfMany: boolean): Made & { readonly canvas: RefObject<HTMLCanvasElement | null> } {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [made, setMade] = useState<Made>({ gl: null, failure: null })
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    let current: GlScatter | null = null
    const make = (): void => {
      try {
        current = new GlScatter(element, isOfMany)
        setMade({ gl: current, failure: null })
      } catch (error) {
        setMade({ gl: null, failure: error instanceof Error ? error.message : String(error) })
      }
    }
    const lose = (event: Event): void => {
      // Without this the browser would not give it back.
      event.preventDefault()
      current = null
      setMade(LOST)
    }
    element.addEventListener('webglcontextlost', lose)
    element.addEventListener('webglcontextrestored', make)
    make()
    return () => {
      element.removeEventListener('webglcontextlost', lose)
      element.removeEventListener('webglcontextrestored', make)
      current?.close()
    }
  }, [isOfMany])
  return { ...made, canvas }
}
