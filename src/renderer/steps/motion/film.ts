import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import type { Vector } from '../../viewer/camera.ts'
import type { Seen } from '../../viewer/filmView.ts'
import type { ValueMap } from '../../viewer/surface/sampleMap.ts'
import { betweenPoints, blended } from './blend.ts'
import { frameCount, positionsOf } from './playing.ts'
import type { Turn } from './playing.ts'
import { positionWords } from './walkWords.ts'

/** What is filmed, and from where. */
export type Film = { readonly walk: WalkReport; readonly maps: readonly (ValueMap | null)[]; readonly level: number; readonly colour: Vector; readonly seen: Seen; readonly turn: Turn }

/** What an encoder takes has even sides. */
export const SIZES = [{ width: 640, height: 480 }, { width: 960, height: 720 }, { width: 1280, height: 720 }, { width: 1920, height: 1080 }] as const
export const RATES = [12, 24, 30] as const
/** Colours of the ground, and of what is written on it. */
export const GROUNDS = { white: { ground: '#ffffff', ink: '#1a1a1a' }, black: { ground: '#000000', ink: '#f2f2f2' } } as const

export type FilmOrder = { readonly seconds: number; readonly framesPerSecond: number; /** Place in SIZES. */ readonly size: number; readonly ground: keyof typeof GROUNDS; readonly turn: Turn; readonly isWritten: boolean }

/** Films a walk frame by frame, each of them drawn to its end, however long that takes. All maps must be there. Rejects with the signal's reason. */
export async function film({ walk, maps, level, colour, seen, turn }: Film, order: FilmOrder, onProgress: (frames: number) => void, signal: AbortSignal): Promise<Blob> {
  const [{ FilmView }, { writeOnFrame }, { recordMovie }] = await Promise.all([import('../../viewer/filmView.ts'), import('../../viewer/filmWords.ts'), import('../../movie/recordMovie.ts')])
  const size = SIZES[order.size], { ground, ink } = GROUNDS[order.ground], { framesPerSecond } = order
  const positions = positionsOf(frameCount(order.seconds, framesPerSecond), walk.points.length, turn)
  const view = new FilmView(size, seen)
  const draw = async (frame: number): Promise<HTMLCanvasElement> => {
    const { from, to, share } = betweenPoints(positions[frame], walk.points.length)
    const map = blended(maps[from]!, maps[to]!, share)
    const { image, angstromPerPixel } = await view.draw([{ ...map, id: walk.name, colour, opacity: 1, level, mode: 'surface' }], ground, signal)
    if (order.isWritten) writeOnFrame(image, `${positionWords(walk, positions[frame])}${share > 0 ? ' (blend)' : ''}`, angstromPerPixel, ink)
    return image
  }
  try {
    return await recordMovie({ ...size, framesPerSecond, frames: positions.length, draw, onProgress, signal })
  } finally {
    view.close()
  }
}
