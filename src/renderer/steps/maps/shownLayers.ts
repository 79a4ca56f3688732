import { classRgb } from '../../ui/classRgb.ts'
import type { ColourBy, Layer } from '../../viewer/layers.ts'
import { volumeAt } from '../../viewer/levels.ts'
import { levelWords } from './levelWords.ts'
import { mapColour } from './mapChoices.ts'
import type { MapChoice } from './mapChoices.ts'
import type { MapsView } from './mapsView.ts'
import { levelEnclosing } from './reducedLevel.ts'
import type { ArrivingMap } from './useMaps.ts'

/** A map of a view; its layer once it is measured and its voxels are there. */
export type ShownMap = {
  readonly choice: MapChoice
  readonly layer: Layer | null
  readonly isWhole: boolean
  /** For CSS. */
  readonly colour: string
  /** At which level, in words. */
  readonly words: string
}

/** What a mask lies round must be seen through it. */
const MASK_OPACITY = 0.3

const cssColour = (rgb: readonly number[]): string => `rgb(${rgb.map(value => Math.round(255 * value)).join(' ')})`

/** What a view shows of a map whose surface lies at `level`; `colourBy` in place of its colour. */
export function shownMap(choice: MapChoice, { map, facts, isWhole }: ArrivingMap, level: number | null, { mode, opacity }: Pick<MapsView, 'mode' | 'opacity'>, colourBy: ColourBy | undefined): ShownMap {
  const { entry } = choice, colour = mapColour(choice, classRgb(choice.colour)), isMask = entry.kind === 'mask'
  const layer: Layer | null = map && facts && level !== null
    ? { ...map, id: entry.name, colour, opacity: isMask ? MASK_OPACITY : opacity, level: isWhole || isMask ? level : levelEnclosing(map, volumeAt(facts, level)), mode: isMask ? 'surface' : mode, ...(colourBy && { colourBy }) }
    : null
  return { choice, layer, isWhole, colour: cssColour(colour), words: facts && level !== null ? levelWords(facts, level, entry.kind) : '' }
}
