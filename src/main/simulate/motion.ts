import { Failure } from '../../preload/contract/failure.ts'
import type { Atoms } from '../formats/atoms.ts'
import { type Scatterers, scatterers } from './atomProjector.ts'
import { conformer } from './editAtoms.ts'
import type { Rotation, State } from './states.ts'

/** A part of the structure that can turn, and its axis. */
export type Hinge = Pick<Rotation, 'atoms' | 'about'>

const same = (a: Hinge, b: Hinge): boolean => JSON.stringify([a.atoms, a.about]) === JSON.stringify([b.atoms, b.about])

/**
 * Every hinge that any of the states turns, in the order in which they are first named. All of them move in every state, about
 * that state's angle, or about 0 where a state leaves the hinge as it is: a domain that opens is loose when closed as well.
 * Throws a usage Failure where no state turns anything, because then nothing says what could move.
 */
export function hingesOf(states: readonly State[]): Hinge[] {
  const hinges: Hinge[] = []
  for (const edit of states.flat()) {
    if (edit.kind === 'rotate' && !hinges.some(hinge => same(hinge, edit))) hinges.push({ atoms: edit.atoms, about: edit.about })
  }
  if (hinges.length === 0) throw new Failure('usage', '--motion: no state turns anything', 'name what moves in --states, for example "rotate A:5-197 0"')
  return hinges
}

/**
 * The atoms of a state with each hinge turned by so many degrees more than the state says. The coordinates are computed anew for
 * each call, a fraction of the time that their projection takes, so that motion is continuous and not a choice among samples.
 */
export function movingState(structure: Atoms, state: State, hinges: readonly Hinge[], centre: readonly number[], pixelSize: number): (turns: readonly number[]) => Scatterers {
  const rotations = state.filter(edit => edit.kind === 'rotate')
  const still = hinges.filter(hinge => !rotations.some(edit => same(edit, hinge))).map((hinge): Rotation => ({ kind: 'rotate', angle: 0, ...hinge }))
  // First, so that a later edit may drop what turns.
  const edits = [...still, ...rotations]
  const { atoms, position } = conformer(structure, [...still, ...state])
  const { count, weight } = scatterers(atoms, centre, pixelSize)
  const hingeOf = edits.map((edit, i) => {
    const first = edits.findIndex(other => same(other, edit))
    return first === i ? hinges.findIndex(hinge => same(hinge, edit)) : -1
  })
  return turns => {
    const moved = position(edits.map(({ angle }, i) => (hingeOf[i] < 0 ? angle : angle + turns[hingeOf[i]])))
    for (let i = 0; i < moved.length; i++) moved[i] = (moved[i] - centre[i % 3]) / pixelSize
    return { count, position: moved, weight }
  }
}
