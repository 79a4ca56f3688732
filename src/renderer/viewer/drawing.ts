/** How much care goes into a picture. 'auto': less while the view moves, and where the processor draws. */
export type Quality = 'auto' | 'low' | 'high'

/** `pixelRatio`: canvas pixels per CSS pixel. `sampling`: distance of samples along a ray through a volume, in voxels. */
export type Drawing = { readonly pixelRatio: number; readonly shaded: boolean; readonly sampling: number }

export type DrawingState = {
  readonly quality: Quality
  /** The processor draws, not a graphics card. */
  readonly isSoftware: boolean
  /** The view is being turned, or turns by itself. */
  readonly isMoving: boolean
  /** Largest box that is drawn as a volume; 0 where none is. */
  readonly volumeBox: number
  /** CSS pixels of the view, and screen pixels in one of them along a side. */
  readonly pixels: number
  readonly devicePixelRatio: number
}

/** Pixels that a processor draws without holding its page up for long: of a volume, of a surface; still and moving. */
const BUDGET = { volume: { still: 80_000, moving: 25_000 }, surface: { still: 1_200_000, moving: 250_000 } }
/** Samples along a ray through the box's side that a processor is given. */
const SOFTWARE_SAMPLES = 70

/** Shading multiplies the work for each sample of a volume by seven; on a graphics card that is fast enough for a moving picture too. */
export function drawingFor({ quality, isSoftware, isMoving, volumeBox, pixels, devicePixelRatio }: DrawingState): Drawing {
  const isLow = quality === 'low' || (quality === 'auto' && isSoftware)
  const isQuick = isLow || (quality === 'auto' && isMoving)
  const sampling = isLow && isSoftware ? Math.max(1.5, volumeBox / SOFTWARE_SAMPLES) : isQuick ? 1.5 : 0.7
  const budget = isSoftware && isQuick ? BUDGET[volumeBox > 0 ? 'volume' : 'surface'][isMoving ? 'moving' : 'still'] : Infinity
  const most = isQuick && volumeBox > 0 ? Math.min(1, devicePixelRatio) : devicePixelRatio
  return { shaded: !isLow, sampling, pixelRatio: Math.min(most, Math.sqrt(budget / Math.max(1, pixels))) }
}
