/** What comes after the last point: the first again, or the way back. */
export type Turn = 'loop' | 'back and forth'

export type Place = { readonly position: number; readonly direction: 1 | -1 }

/** The place after `step` points more, between 1 and `count`. */
export function advanced({ position, direction }: Place, step: number, count: number, turn: Turn): Place {
  const next = position + direction * step
  if (next >= 1 && next <= count) return { position: next, direction }
  if (turn === 'loop') return { position: direction > 0 ? 1 : count, direction }
  return { position: Math.max(1, Math.min(count, next > count ? 2 * count - next : 2 - next)), direction: direction > 0 ? -1 : 1 }
}

/** Frames of a movie, at least two. */
export const frameCount = (seconds: number, framesPerSecond: number): number => Math.max(2, Math.round(seconds * framesPerSecond))

/** [frames] Where the slider stands in each frame. Back and forth leads to the frame before the first, so that the movie can be repeated without a jerk. */
export function positionsOf(frames: number, count: number, turn: Turn): number[] {
  return Array.from({ length: frames }, (_, i) => {
    const part = turn === 'loop' ? i / (frames - 1) : 1 - Math.abs(1 - (2 * i) / frames)
    return 1 + part * (count - 1)
  })
}
