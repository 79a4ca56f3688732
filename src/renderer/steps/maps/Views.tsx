import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useSaved } from '../../api/saved.ts'
import type { ViewCamera } from '../../viewer/camera.ts'
import { useSize } from '../../viewer/hooks.ts'
import type { VoxelGraph } from '../../viewer/layers.ts'
import { ColourBar } from './ColourBar.tsx'
import type { ColourKey } from './colourChoice.ts'
import { CAMERA } from './mapsView.ts'
import type { ShownMap } from './shownLayers.ts'
import { useHomeCamera } from './useHomeCamera.ts'
import { View } from './View.tsx'
import { GAP, aspectOf, columnsOf } from './viewGrid.ts'
import type { ViewSources } from './viewSources.ts'

type Props = {
  readonly project: Project
  /** Maps by view. */
  readonly views: readonly (readonly ShownMap[])[]
  readonly graph: VoxelGraph | null
  readonly scaleKey: ColourKey | null
  readonly sources: ViewSources
  readonly onDrawn: (names: readonly string[]) => void
  /** Beside the button that puts the views back. */
  readonly tools: ReactNode
}

const keyOf = ([first]: readonly ShownMap[]): string => first.choice.entry.name

/** Views that are turned, moved and zoomed together. */
export function Views({ project, views, graph, scaleKey, sources, onDrawn, tools }: Props): ReactNode {
  const [saved, save] = useSaved(project, 'maps.camera', CAMERA, null)
  const [moved, setMoved] = useState<ViewCamera | null>(saved)
  const [turn, setTurn] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const size = useSize(grid) ?? { width: 700, height: 560 }
  const maps = views.flat(), layers = maps.flatMap(({ layer }) => layer ?? [])
  const home = useHomeCamera(layers, layers.length === maps.length, aspectOf(views.length, size), turn)
  const reset = (): void => {
    setMoved(null)
    save(null)
    setTurn(turn + 1)
  }
  return (
    <>
      <div ref={grid} className="maps-views" data-parts={maps.some(({ choice }) => choice.part !== null)} style={{ gap: GAP, gridTemplateColumns: `repeat(${columnsOf(views.length, size.width)}, minmax(0, 1fr))` }} data-testid="maps-views">
        {views.map(one => <View key={keyOf(one)} maps={one} graph={graph} hasScale={scaleKey !== null} camera={moved ?? home} onCamera={setMoved} onCameraSettled={save} onDrawn={onDrawn} ref={sources.refOf(keyOf(one))} />)}
      </div>
      {views.length > 0 && (
        <div className="maps-foot">
          {scaleKey && <ColourBar scaleKey={scaleKey} />}
          <button type="button" className="quiet" onClick={reset} title="Everything in view, seen along z (R)">Reset view</button>
          {tools}
        </div>
      )}
    </>
  )
}
