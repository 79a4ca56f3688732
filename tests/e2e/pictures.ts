import type { Page } from 'playwright/test'

export type Picture = { readonly width: number; /** RGBA, row by row from the top. */ readonly bytes: Uint8Array }

/** The pixels of a PNG, read by the browser. */
export async function pixelsOf(page: Page, png: Buffer): Promise<Picture> {
  const { width, base64 } = await page.evaluate(async data => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const paper = new OffscreenCanvas(image.width, image.height).getContext('2d')!
    paper.drawImage(image, 0, 0)
    const { data: bytes } = paper.getImageData(0, 0, image.width, image.height)
    // More arguments than that at once are too many.
    const PIECE = 1 << 15
    let text = ''
    for (let from = 0; from < bytes.length; from += PIECE) text += String.fromCharCode(...bytes.subarray(from, from + PIECE))
    return { width: image.width, base64: btoa(text) }
  }, png.toString('base64'))
  return { width, bytes: Buffer.from(base64, 'base64') }
}

/** How far two colours are apart, at the first of their bytes. */
export const colourDistance = (a: Uint8Array, i: number, b: Uint8Array, j: number): number => Math.abs(a[i] - b[j]) + Math.abs(a[i + 1] - b[j + 1]) + Math.abs(a[i + 2] - b[j + 2])
