import { useEffect, useRef, useState } from 'react'
import { advanced } from './playing.ts'
import type { Place, Turn } from './playing.ts'

export type Playing = {
  /** Between 1 and the number of points. */
  readonly position: number
  readonly isPlaying: boolean
  readonly goTo: (position: number) => void
  readonly toggle: () => void
}

/** A longer pause than this, s, such as of a tab in the background, is not made up for. */
const LONGEST = 0.25

/** Where a walk's slider stands. It moves by itself, at `speed` points a second, only once it was told to. */
export function usePlaying(count: number, speed: number, turn: Turn): Playing {
  const [{ position }, setPlace] = useState<Place>({ position: 1, direction: 1 })
  const [isPlaying, setPlaying] = useState(false)
  const latest = useRef({ speed, turn })
  useEffect(() => {
    latest.current = { speed, turn }
  })
  useEffect(() => {
    if (!isPlaying) return
    let request = 0, before = performance.now()
    const step = (now: number): void => {
      const seconds = Math.min(LONGEST, Math.max(0, now - before) / 1000)
      before = now
      setPlace(place => advanced(place, latest.current.speed * seconds, count, latest.current.turn))
      request = requestAnimationFrame(step)
    }
    request = requestAnimationFrame(step)
    return () => cancelAnimationFrame(request)
  }, [isPlaying, count])
  return {
    position, isPlaying,
    goTo: next => {
      setPlaying(false)
      setPlace({ position: next, direction: 1 })
    },
    toggle: () => setPlaying(!isPlaying),
  }
}
