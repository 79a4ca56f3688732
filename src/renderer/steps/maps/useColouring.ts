import { useMemo } from 'react'
import type { ColourBy } from '../../viewer/layers.ts'
import type { ArrivingMap } from './useMaps.ts'
import { usualRange, usualSpread } from './colourChoice.ts'
import type { ColourChoice, ColourKey } from './colourChoice.ts'
import { useDifferences } from './useDifferences.ts'

export type Colouring = {
  /** By name of the map; a map without an entry has the colour of its class. */
  readonly colourBy: ReadonlyMap<string, ColourBy>
  readonly key: ColourKey | null
  readonly failure: Error | null
}

/** Maps that colours come from. */
export type ColourMaps = { readonly reference: ArrivingMap | null; readonly mask: ArrivingMap | null; /** By class. */ readonly local: ReadonlyMap<number, ArrivingMap> }

const PLAIN: Colouring = { colourBy: new Map(), key: null, failure: null }

/** What colours the shown maps. `referenceTitle`: name of the map that differences are taken to. `run`: when it was started. */
export function useColouring(choice: ColourChoice, shown: readonly ArrivingMap[], maps: ColourMaps, referenceTitle: string, run: string): Colouring {
  const difference = useDifferenceColours(choice, choice.by === 'difference' ? shown : [], maps, referenceTitle, run)
  const local = useLocalColours(choice, choice.by === 'local resolution' ? shown : [], maps)
  return choice.by === 'difference' ? difference : choice.by === 'local resolution' ? local : PLAIN
}

function useDifferenceColours({ spread }: ColourChoice, shown: readonly ArrivingMap[], { reference, mask }: ColourMaps, referenceTitle: string, run: string): Colouring {
  const results = useDifferences(shown, reference, mask, run)
  const known = shown.flatMap(({ entry, facts }, i) => {
    const { difference } = results[i]
    return difference && facts ? [{ name: entry.name, difference, sigma: facts.sigma }] : []
  })
  const reach = spread ?? usualSpread(known.map(({ difference, sigma }) => difference.sigma / sigma))
  const failure = results.find(one => one.failure)?.failure ?? null
  const colourBy = new Map(known.map(({ name, difference: { voxels, box, pixelSizeA }, sigma }) => [name, { voxels, box, pixelSizeA, range: [-reach * sigma, reach * sigma], scale: 'diverging' } satisfies ColourBy]))
  return { colourBy, key: { title: `Density minus that of ${referenceTitle}`, scale: 'diverging', low: -reach, high: reach, unit: 'σ' }, failure }
}

function useLocalColours({ range }: ColourChoice, shown: readonly ArrivingMap[], { local, mask }: ColourMaps): Colouring {
  const values = shown.flatMap(({ entry }) => {
    const one = entry.class === null ? undefined : local.get(entry.class)
    return one?.map ? [{ name: entry.name, map: one.map }] : []
  })
  const [first] = values, inside = mask?.map ?? null
  const usual = useMemo(() => (first && inside && inside.box === first.map.box ? usualRange(first.map.voxels, inside.voxels) : null), [first?.map, inside])
  const limits = range ?? usual
  const failure = [...local.values(), ...(mask ? [mask] : [])].find(one => one.failure)?.failure ?? null
  if (!limits) return { ...PLAIN, failure }
  const colourBy = new Map(values.map(({ name, map: { voxels, box, pixelSizeA } }) => [name, { voxels, box, pixelSizeA, range: limits, scale: 'viridis' } satisfies ColourBy]))
  return { colourBy, key: { title: 'Local resolution', scale: 'viridis', low: limits[0], high: limits[1], unit: 'Å' }, failure }
}
