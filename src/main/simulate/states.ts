import { Failure } from '../../preload/contract/failure.ts'

/** Residues `from` … `to` of a chain, ends included; a whole chain without them. */
export type ResidueRange = { readonly chain: string; readonly from: number; readonly to: number }

/** A point of the structure: the centre of a residue, or coordinates in Å. */
export type Point = { readonly residue: ResidueRange } | { readonly at: readonly [number, number, number] }

/** `angle` in degrees; `about`: two points of the axis, or none for the hinge. */
export type Rotation = { readonly kind: 'rotate'; readonly atoms: readonly ResidueRange[]; readonly angle: number; readonly about: readonly Point[] }

export type StateEdit =
  | Rotation
  | { readonly kind: 'drop' | 'keep'; readonly atoms: readonly ResidueRange[] }

/** One conformation: what is done to the structure, in order; nothing for the structure as it is. */
export type State = readonly StateEdit[]

const HINGE = 'about A:198 A:100'
const UP = (chain: string): string => `rotate ${chain}:334-527 45`
const NO_RBD = (chain: string): string => `drop ${chain}:334-527`

/** Named sets of states, written in the words that a user can type. */
export const STATE_PRESETS = {
  hsa2: { structure: 'hsa', about: 'domain I as it is and turned by 20°', states: `as-is; rotate A:5-197 20 ${HINGE}` },
  hsa3: { structure: 'hsa', about: 'domain I turned by −15°, 0° and 15°', states: `rotate A:5-197 -15 ${HINGE}; as-is; rotate A:5-197 15 ${HINGE}` },
  spike2: { structure: 'spike', about: 'all RBDs down, one up', states: `as-is; ${UP('A')}` },
  spike3: { structure: 'spike', about: 'no, one and two RBDs up', states: `as-is; ${UP('A')}; ${UP('A')}, ${UP('B')}` },
  parts4: { structure: 'spike', about: 'three, two, one and no receptor-binding domains (RBDs)', states: `as-is; ${NO_RBD('A')}; ${NO_RBD('A')}, ${NO_RBD('B')}; ${NO_RBD('A')}, ${NO_RBD('B')}, ${NO_RBD('C')}` },
} as const

/** The grammar, for --help and README. */
export const STATES_HELP = `STATES are separated by ";". A state is "as-is" or a list of changes separated by ",":
  rotate ATOMS ANGLE              hinge, degrees; positive opens, negative closes
  rotate ATOMS ANGLE about P Q    the same about the axis from point P to point Q, right-handed
  drop ATOMS                      missing atoms
  keep ATOMS                      only these atoms
ATOMS: A (chain), A:5-197 (residues), A:12, joined by "+": A:5-197+B:1-20
P, Q:  A:330 (centre of a residue) or 10/20.5/30 (Å in the file's coordinates)
Without "about" the hinge is the residue next to the moved range, and the axis is at right angles to
the directions from there to the moved atoms and to the rest.
With --motion every hinge that any state turns is loose in all of them, about that state's angle, or 0
where it is not named; "rotate A:5-197 0" names one and leaves it where it is.
Named: ${Object.entries(STATE_PRESETS).map(([name, { structure, about }]) => `${name} (${structure}: ${about})`).join('; ')}`

/** Reads --states; throws a usage Failure that quotes what cannot be understood. */
export function parseStates(text: string): State[] {
  const written = Object.hasOwn(STATE_PRESETS, text.trim()) ? STATE_PRESETS[text.trim() as keyof typeof STATE_PRESETS].states : text
  const states = written.split(';').map(part => part.trim()).filter(part => part !== '')
  if (states.length === 0) throw new Failure('usage', '--states: no state given', 'write for example "as-is; rotate A:5-197 20", or a preset such as hsa2')
  return states.map(state => (state === 'as-is' ? [] : state.split(',').map(edit => parseEdit(edit.trim()))))
}

function parseEdit(text: string): StateEdit {
  const [verb, atoms, ...rest] = text.split(/\s+/)
  if ((verb === 'drop' || verb === 'keep') && atoms !== undefined && rest.length === 0) return { kind: verb, atoms: parseAtoms(atoms, text) }
  if (verb === 'rotate' && atoms !== undefined) {
    const [angleText, about, ...points] = rest
    const angle = Number(angleText)
    const wellFormed = angleText !== undefined && Number.isFinite(angle) && (about === undefined ? points.length === 0 : about === 'about' && points.length === 2)
    if (wellFormed) return { kind: 'rotate', atoms: parseAtoms(atoms, text), angle, about: points.map(point => parsePoint(point, text)) }
  }
  throw notUnderstood(text, 'write "rotate A:5-197 20", "rotate A:5-197 20 about A:197 A:210", "drop A:5-105", "keep A" or "as-is"')
}

function parseAtoms(word: string, edit: string): ResidueRange[] {
  return word.split('+').map(part => {
    const match = /^(?<chain>[^\s:+]+)(?::(?<from>-?\d+)(?:-(?<to>-?\d+))?)?$/.exec(part)?.groups
    if (!match) throw notUnderstood(edit, `"${part}" is no selection: write A, A:12 or A:5-197`)
    const from = match.from === undefined ? -Infinity : Number(match.from)
    const to = match.to === undefined ? (match.from === undefined ? Infinity : from) : Number(match.to)
    if (to < from) throw notUnderstood(edit, `residues ${from}-${to} run backwards`)
    return { chain: match.chain, from, to }
  })
}

function parsePoint(word: string, edit: string): Point {
  const coordinates = word.split('/').map(Number)
  if (coordinates.length === 3 && coordinates.every(Number.isFinite)) return { at: [coordinates[0], coordinates[1], coordinates[2]] }
  const [residue, ...others] = parseAtoms(word, edit)
  if (others.length > 0 || residue.from !== residue.to) throw notUnderstood(edit, `"${word}" is no point: write a residue such as A:330 or coordinates such as 10/20/30`)
  return { residue }
}

const notUnderstood = (text: string, advice: string): Failure => new Failure('usage', `--states: "${text}" is not understood`, advice)
