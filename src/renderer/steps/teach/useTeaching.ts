import { useCallback, useEffect, useRef, useState } from 'react'
import type { ScrollTo } from '../../gallery/useScroll.ts'
import { between, rowsOfSelection, sizeOf, withoutRange } from '../../gallery/selection.ts'
import type { Selection } from '../../gallery/selection.ts'
import type { RowsOf } from '../../gallery/useBatches.ts'
import { count as countText } from '../../ui/format.ts'
import type { FullQuery } from '../check/brushing.ts'
import { dependsOnLabels } from '../check/galleryData.ts'
import type { LabelKey } from './labelKeys.ts'
import { nextUnlabelled } from './nextUnlabelled.ts'
import { MOST_LABELLED } from './useLabelling.ts'
import type { Labelling } from './useLabelling.ts'

type Situation = {
  readonly labelling: Labelling
  readonly labels: Int8Array | null
  readonly query: FullQuery
  /** Particles of the query. */
  readonly count: number | null
  readonly rowsOf: RowsOf
}

/** The first one, so that keys label at once. */
const FIRST: Selection = between(0, 0)

type Teaching = {
  readonly selected: Selection
  readonly select: (selection: Selection) => void
  /** Begins anew with the first of other particles. */
  readonly restart: () => void
  readonly act: (key: LabelKey) => void
  /** Where labelling has gone on to. */
  readonly goTo: ScrollTo | null
  /** What the last label was given to, until something else is chosen. */
  readonly said: string
  readonly failure: unknown
}

/** Labels what is chosen and goes on to the next particle without a label. Keys that come faster than answers are done in their order. */
export function useTeaching(situation: Situation): Teaching {
  const [selected, setSelected] = useState<Selection>(FIRST)
  // What a key labels is what was chosen when its turn comes, drawn already or not.
  const now = useRef(situation), chosen = useRef<Selection>(FIRST), queue = useRef<Promise<void>>(Promise.resolve())
  // What was labelled, the last at the end: undoing goes back there.
  const trail = useRef<Selection[]>([])
  const [goTo, setGoTo] = useState<ScrollTo | null>(null)
  const [said, setSaid] = useState(''), [failure, setFailure] = useState<unknown>(null)
  useEffect(() => { now.current = situation })

  const pick = (selection: Selection): void => {
    chosen.current = selection
    setSelected(selection)
  }
  const choose = (place: number): void => {
    pick(between(place, place))
    setGoTo({ place })
  }
  const label = async (given: number | null): Promise<void> => {
    const { labelling, labels, query, count, rowsOf } = now.current, picked = withoutRange(chosen.current, count ?? 0, Infinity)
    if (sizeOf(picked) === 0) return setSaid('Choose particles first: click them, or draw a box around them.')
    const rows = await rowsOfSelection(picked, rowsOf, MOST_LABELLED), done = new Set(rows)
    await labelling.apply(rows, given)
    trail.current.push(picked)
    const name = labelling.current?.labels.find(one => one.label === given)?.name ?? `class ${given}`
    setSaid(`${countText(rows.length)} ${given === null ? 'without a label now' : given === 0 ? 'labelled as junk' : `labelled ${given} (${name})`}`)
    if (given === null) return
    // Where labels decide what is shown, the next one comes to the place of the first that was labelled.
    if (dependsOnLabels(query)) return choose(picked[0][0])
    const next = await nextUnlabelled(picked[picked.length - 1][1], count ?? 0, rowsOf, row => done.has(row) || (labels?.[row] ?? -1) >= 0)
    if (next !== null) choose(next)
  }
  const act = useCallback((key: LabelKey) => {
    queue.current = queue.current.then(async () => {
      try {
        if (typeof key === 'object') await label(key.label)
        else {
          await now.current.labelling.step(key)
          const before = key === 'undo' && trail.current.pop()
          if (before) {
            pick(before)
            setGoTo({ place: before[0][0] })
          }
          setSaid(key === 'undo' ? 'Undone' : 'Redone')
        }
        setFailure(null)
      } catch (problem) {
        setFailure(problem)
      }
    })
  }, [])
  const select = useCallback((selection: Selection) => {
    pick(selection)
    setSaid('')
  }, [])
  const restart = (): void => {
    trail.current = []
    select(FIRST)
  }
  return { selected, select, restart, act, goTo, said, failure }
}
