/** What a view shows, for a figure. */
export type Picture = {
  readonly image: HTMLCanvasElement
  /** Size of the view in CSS pixels; the image has more pixels. */
  readonly width: number
  readonly height: number
  /** Å in a CSS pixel. */
  readonly angstromPerPixel: number
  /** The image fills its area: what is written over it needs a ground of its own. */
  readonly isFilled: boolean
}

/** A view of which a picture can be taken. */
export type PictureSource = {
  /** The picture with `scale` pixels per CSS pixel, on `background` (a CSS colour) or on nothing; null while the view shows nothing. */
  readonly picture: (scale: number, background: string | null) => Picture | null
}
