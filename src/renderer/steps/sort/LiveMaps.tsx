import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { mapAddress } from '../../../preload/contract/addresses.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { useCall } from '../../api/queries.ts'
import { VolumeView } from '../../viewer/VolumeView.tsx'
import type { Layer } from '../../viewer/layers.ts'
import { useMapVoxels } from '../../viewer/useMapVoxels.ts'
import { classRgb } from '../../ui/classRgb.ts'

/** More would not be looked at one by one, and each costs the graphics card a view. */
const MOST = 6

/** The class maps as they grow, a picture for each, of the last pass whose maps could be read. */
export const LiveMaps = ({ project, maps, pass }: { project: Project; maps: readonly string[]; pass: number }): ReactNode => (
  <div className="live-maps">{maps.slice(0, MOST).map((name, k) => <LiveMap key={name} project={project} name={name} number={k + 1} pass={pass} />)}</div>
)

function LiveMap({ project, name, number, pass }: { project: Project; name: string; number: number; pass: number }): ReactNode {
  // A map that is replaced while it is read is shown with the next pass.
  const { map } = useMapVoxels(mapAddress(project.id, name), pass), facts = useCall('maps.facts', { project: project.id, name })
  const level = facts.data?.suggestedLevel
  const layers = useMemo((): Layer[] => (map && level !== undefined ? [{ ...map, id: name, colour: classRgb(number - 1), opacity: 1, level, mode: 'surface' }] : []), [map, level, name, number])
  if (layers.length === 0) return null
  return (
    <figure>
      <VolumeView label={`Class ${number} after pass ${pass}`} layers={layers} quality="low" scaleBar={false} />
      <figcaption className="small">Class {number}</figcaption>
    </figure>
  )
}
