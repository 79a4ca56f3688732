import { useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent } from 'react'
import { placeAfter } from './keys.ts'
import type { Grid } from './keys.ts'
import { NOTHING, between, everything, toggled, withRange } from './selection.ts'
import type { Selection } from './selection.ts'

export type Choosing = {
  /** The tile that keys start from. */
  readonly current: number
  /** Makes a tile the current one and brings it into sight. */
  go(place: number): void
  onKeyDown(event: KeyboardEvent): void
  onClick(event: MouseEvent): void
}

/** The place of the tile that was clicked. */
const placeOf = (target: EventTarget): number | null => {
  const tile = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
  return tile ? Number(tile.dataset.place) : null
}

/**
 * Choosing by mouse and keyboard as in file managers: a click chooses one, Ctrl adds or takes away, Shift extends;
 * arrows move (and choose, where `choosesOnMove`), Space chooses, Ctrl+A chooses all of the query, Escape none. `onMove` brings the current tile into sight.
 */
export function useChoosing(grid: Grid, selected: Selection, onSelect: (selection: Selection) => void, onMove: (place: number) => void, choosesOnMove: boolean): Choosing {
  const [current, setCurrent] = useState(0)
  const anchor = useRef(0)
  const at = Math.max(0, Math.min(current, grid.count - 1))

  const extend = (to: number, add: boolean): void => {
    const [range] = between(anchor.current, to)
    onSelect(add ? withRange(selected, ...range) : [range])
  }
  const toggle = (place: number): void => {
    anchor.current = place
    onSelect(toggled(selected, place))
  }
  const move = (to: number, extending: boolean): void => {
    setCurrent(to)
    onMove(to)
    if (extending) return extend(to, false)
    anchor.current = to
    if (choosesOnMove) onSelect(between(to, to))
  }

  /** Whether the key meant anything. */
  const keyed = (event: KeyboardEvent): boolean => {
    const command = event.ctrlKey || event.metaKey
    const to = placeAfter(event.key, at, grid)
    if (to !== null) move(to, event.shiftKey)
    else if (event.key === ' ' && event.shiftKey) extend(at, command)
    else if (event.key === ' ') toggle(at)
    else if (command && event.key.toLowerCase() === 'a') onSelect(everything(grid.count))
    else if (event.key === 'Escape' && selected.length > 0) onSelect(NOTHING)
    else return false
    return true
  }
  return {
    current: at,
    go: place => {
      setCurrent(place)
      anchor.current = place
      onMove(place)
    },
    onKeyDown: event => {
      if (grid.count > 0 && !event.altKey && keyed(event)) event.preventDefault()
    },
    onClick: event => {
      const place = placeOf(event.target)
      if (place === null) return
      setCurrent(place)
      if (event.shiftKey) extend(place, event.ctrlKey || event.metaKey)
      else if (event.ctrlKey || event.metaKey) toggle(place)
      else {
        anchor.current = place
        onSelect(between(place, place))
      }
    },
  }
}
