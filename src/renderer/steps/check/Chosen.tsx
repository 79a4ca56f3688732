import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { Column } from '../../../preload/contract/calls/particles.ts'
import { NOTHING, sizeOf } from '../../gallery/selection.ts'
import type { Selection } from '../../gallery/selection.ts'
import type { RowsOf } from '../../gallery/useBatches.ts'
import { count } from '../../ui/format.ts'
import { valueText } from './galleryData.ts'

type Props = { readonly selected: Selection; readonly columns: readonly Column[]; readonly rowsOf: RowsOf; readonly onSelect: (selection: Selection) => void }

/** How many particles are chosen; of a single one everything that is known. */
export function Chosen({ selected, columns, rowsOf, onSelect }: Props): ReactNode {
  const chosen = sizeOf(selected)
  return (
    <div className="check-chosen" data-testid="chosen">
      <div className="row spread">
        <span role="status">{chosen === 0 ? <span className="muted">Click a particle to see all that is known of it; Ctrl and Shift choose several.</span> : <strong>{count(chosen)} {chosen === 1 ? 'particle' : 'particles'} chosen</strong>}</span>
        {chosen > 0 && <button type="button" className="quiet" onClick={() => onSelect(NOTHING)}>Choose none</button>}
      </div>
      {chosen === 1 && <OneParticle place={selected[0][0]} columns={columns} rowsOf={rowsOf} />}
    </div>
  )
}

function OneParticle({ place, columns, rowsOf }: { readonly place: number; readonly columns: readonly Column[]; readonly rowsOf: RowsOf }): ReactNode {
  const [values, setValues] = useState<readonly number[] | null>(null)
  useEffect(() => {
    let isWanted = true
    // Where it cannot be read, the gallery above says why.
    rowsOf(place, 1).then(batch => isWanted && setValues(batch.values[0]), () => undefined)
    return () => {
      isWanted = false
    }
  }, [place, rowsOf])
  if (!values) return null
  return (
    <dl className="check-values">
      {columns.map((column, index) => <div key={column.key} title={column.about}><dt>{column.title}</dt><dd>{valueText(column, values[index])}</dd></div>)}
    </dl>
  )
}
