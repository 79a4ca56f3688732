import { longestBar, scaleBarOf } from './scaleBar.ts'

/** Words at the lower left and a scale bar at the lower right of a frame, sized by its height. */
export function writeOnFrame(image: HTMLCanvasElement, words: string, angstromPerPixel: number, ink: string): void {
  const { width, height } = image, paper = image.getContext('2d')!
  const size = Math.max(13, Math.round(height / 36)), margin = size
  const { pixels, label } = scaleBarOf(angstromPerPixel, Math.max(longestBar(width), 0.15 * width))
  paper.font = `${size}px Helvetica, Arial, sans-serif`
  paper.fillStyle = ink
  paper.textAlign = 'left'
  paper.fillText(words, margin, height - margin)
  paper.fillRect(width - margin - pixels, height - margin - size / 5, pixels, size / 5)
  paper.textAlign = 'center'
  paper.fillText(label, width - margin - pixels / 2, height - margin - size / 2)
}
