import type { EditedClass } from '../../../preload/contract/calls/edits.ts'
import type { MapEntry } from '../../../preload/contract/calls/maps.ts'

/** A map that can be looked at. */
export type MapChoice = {
  readonly entry: MapEntry
  /** Of the class, or of the map itself. */
  readonly name: string
  /** Which of a class's maps it is; null: the map. */
  readonly part: string | null
  /** Both. */
  readonly title: string
  /** What must be known of it. */
  readonly note: string | null
  /** Index into the palette; −1 where it is of no class. */
  readonly colour: number
  /** Of a class that was merged into another, whose colour it has. */
  readonly isMerged: boolean
}

export type ChoiceGroup = { readonly title: string; readonly choices: readonly MapChoice[] }

const DECODED = 'decoded by the network, not a reconstruction'

/** What follows the class's name. */
function partWords({ kind, title }: MapEntry): string {
  switch (kind) {
    case 'half': return `half-map ${title.at(-1)}, unfiltered`
    case 'decoded': return DECODED
    case 'variance': return 'variance within the class'
    default: return kind
  }
}

/** The class that a class of the run belongs to now. */
const ownerOf = (classes: readonly EditedClass[], number: number): EditedClass | undefined =>
  classes.find(one => one.number === number) ?? classes.find(one => one.merged.includes(number))

/** What a class of the run is called now. */
export function className(classes: readonly EditedClass[], number: number): string {
  const owner = ownerOf(classes, number)
  if (!owner) return `Class ${number}`
  return owner.number === number ? owner.name : `Class ${number}, merged into ${owner.name}`
}

export const classColourIndex = (classes: readonly EditedClass[], number: number): number => ownerOf(classes, number)?.colour ?? number - 1

function choice(entry: MapEntry, classes: readonly EditedClass[]): MapChoice {
  if (entry.class === null) return { entry, name: entry.title, part: null, title: entry.title, note: null, colour: -1, isMerged: false }
  const name = className(classes, entry.class), colour = classColourIndex(classes, entry.class)
  const owner = ownerOf(classes, entry.class)
  const part = entry.kind === 'map' ? null : partWords(entry)
  return { entry, name, part, title: part === null ? name : `${name}, ${part}`, note: owner?.excluded ? 'excluded' : null, colour, isMerged: owner !== undefined && owner.number !== entry.class }
}

/** The maps of the classes first, then what else there is by class, then what is of no class. Scales and maps of a run that goes on are left out. */
export function choicesOf(entries: readonly MapEntry[], classes: readonly EditedClass[]): { readonly classMaps: readonly MapChoice[]; readonly others: readonly ChoiceGroup[] } {
  const all = entries.filter(({ kind }) => kind !== 'live' && kind !== 'local resolution').map(entry => choice(entry, classes))
  const classMaps = all.filter(({ entry }) => entry.kind === 'map'), rest = all.filter(({ entry }) => entry.kind !== 'map')
  const groups = classMaps.map(({ entry, title }) => ({ title, choices: rest.filter(one => one.entry.class === entry.class) }))
  return { classMaps, others: [...groups, { title: 'Of no class', choices: rest.filter(({ entry }) => entry.class === null) }].filter(({ choices }) => choices.length > 0) }
}

type Rgb = readonly [number, number, number]

const towards = ([red, green, blue]: Rgb, end: number, share: number): Rgb => {
  const mix = (value: number): number => value + share * (end - value)
  return [mix(red), mix(green), mix(blue)]
}
const MASK: Rgb = [0.95, 0.65, 0.1]
const CONSENSUS: Rgb = [0.45, 0.56, 0.7]

/** Colour of a map whose class has `rgb`: maps of one class are told apart by lightness. */
export function mapColour({ entry: { kind, title }, isMerged }: Pick<MapChoice, 'entry' | 'isMerged'>, ofClass: Rgb): Rgb {
  const rgb = isMerged ? towards(ofClass, 0.5, 0.55) : ofClass
  switch (kind) {
    case 'mask': return MASK
    case 'consensus': return CONSENSUS
    case 'half': return towards(rgb, title.endsWith('1') ? 1 : 0, 0.4)
    case 'decoded': return towards(rgb, 0.6, 0.6)
    case 'variance': return towards(rgb, 0.3, 0.6)
    default: return rgb
  }
}
