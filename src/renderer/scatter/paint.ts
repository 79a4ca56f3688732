import type { GlScatter } from './glScatter.ts'
import { nextSlice } from './slices.ts'

/**
 * Draws a picture over as many frames as it takes: a sample of all points in the next frame, the others as fast as they are drawn. `begin`
 * clears the canvas and says what is in sight. Gives what breaks it off.
 */
export function paint(gl: GlScatter, begin: () => void): () => void {
  let request = 0
  const drawNext = (): void => {
    const asked = gl.slice, from = performance.now(), drawn = gl.drawNext(asked)
    const onIdle = (): void => {
      // What was left over says nothing about more.
      if (drawn === asked) gl.slice = nextSlice(drawn, performance.now() - from)
      if (gl.isWhole) gl.canvas.dataset['state'] = 'ready'
      else request = requestAnimationFrame(drawNext)
    }
    const goOn = (): void => (gl.isIdle ? onIdle() : void (request = requestAnimationFrame(goOn)))
    goOn()
  }
  request = requestAnimationFrame(() => {
    gl.canvas.dataset['state'] = 'drawing'
    begin()
    drawNext()
  })
  return () => cancelAnimationFrame(request)
}
