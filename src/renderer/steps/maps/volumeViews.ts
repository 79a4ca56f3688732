import { useCallback, useState } from 'react'
import { useTheme } from '../../shell/theme.ts'
import type { MapEntry } from '../../../preload/contract/calls/maps.ts'
import { levelsOf } from './contours.ts'
import type { ColourKey } from './colourChoice.ts'
import type { NamedMap } from './LevelControls.tsx'
import type { PageProps } from './pageProps.ts'
import { shownMap } from './shownLayers.ts'
import type { ShownMap } from './shownLayers.ts'
import { useColouring } from './useColouring.ts'
import { useMaps, useMapsAhead } from './useMaps.ts'
import type { ArrivingMap } from './useMaps.ts'

const RUN_MASK = 'mask.mrc'

/** The maps that colours are taken from: what a difference is taken to, local resolutions, and the mask inside which both count. */
export function colourEntries({ entries, shown, view: { colour } }: Pick<PageProps, 'entries' | 'shown' | 'view'>): MapEntry[] {
  if (colour.by === 'class') return []
  const classes = shown.map(({ entry }) => entry.class)
  return entries.filter(({ name, kind, class: number }) => name === RUN_MASK || (colour.by === 'difference' ? name === colour.reference : kind === 'local resolution' && classes.includes(number)))
}

export type VolumeViews = {
  readonly maps: readonly ShownMap[]
  /** Those whose figures are known, for the level controls. */
  readonly measured: readonly NamedMap[]
  readonly scaleKey: ColourKey | null
  readonly errors: readonly (Error | null)[]
  /** To be told which maps have been drawn. */
  readonly onDrawn: (names: readonly string[]) => void
}

/** Everything that the 3D views show, as far as it has come. */
export function useVolumeViews(props: PageProps): VolumeViews {
  const { project, shown, classMaps, view, version } = props
  // Colours are the theme's: another theme, other layers.
  useTheme()
  const others = colourEntries(props).filter(entry => !shown.some(one => one.entry.name === entry.name))
  const [drawn, setDrawn] = useState<ReadonlySet<string>>(new Set())
  const onDrawn = useCallback((names: readonly string[]) => setDrawn(known => (names.every(name => known.has(name)) ? known : new Set([...known, ...names]))), [])
  const arriving = useMaps(project, [...shown.map(({ entry }) => entry), ...others], version, name => drawn.has(name) || others.some(other => other.name === name))
  useMapsAhead(project, classMaps.map(({ entry }) => entry).filter(entry => !shown.some(one => one.entry.name === entry.name)), version, arriving.every(({ isWhole }) => isWhole))
  const named = (name: string | null): ArrivingMap | null => arriving.find(({ entry }) => entry.name === name) ?? null
  const local = new Map(arriving.flatMap(one => (one.entry.kind === 'local resolution' && one.entry.class !== null ? [[one.entry.class, one] as const] : [])))
  const reference = classMaps.find(({ entry }) => entry.name === view.colour.reference)
  const colouring = useColouring(view.colour, arriving.slice(0, shown.length), { reference: named(view.colour.reference), mask: named(RUN_MASK), local }, reference?.title ?? '', version.run)
  const isSurface = view.mode === 'surface'

  const measured = shown.flatMap(({ entry, title }, i) => (arriving[i].facts ? [{ entry, title, facts: arriving[i].facts }] : []))
  const levels = new Map(levelsOf(view.level, measured).map((level, i) => [measured[i].entry.name, level]))
  const maps = shown.map((choice, i) => {
    const { name } = choice.entry
    const one = shownMap(choice, arriving[i], levels.get(name) ?? null, view, isSurface ? colouring.colourBy.get(name) : undefined)
    return isSurface && view.colour.by === 'difference' && name === view.colour.reference ? { ...one, words: `${one.words}, the reference` } : one
  })
  return { maps, measured, scaleKey: isSurface ? colouring.key : null, errors: [...arriving.map(({ failure }) => failure), colouring.failure], onDrawn }
}
