import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { mapAddress } from '../../../preload/contract/addresses.ts'
import type { MapFacts } from '../../../preload/contract/calls/maps.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { callHost } from '../../api/callHost.ts'
import { VolumeView } from '../../viewer/VolumeView.tsx'
import type { Layer } from '../../viewer/layers.ts'
import { mapStore } from '../../viewer/mapVoxels.ts'
import { classRgb } from '../../ui/classRgb.ts'

type Live = { readonly name: string; readonly layers: readonly Layer[] }

async function load(project: string, name: string, number: number, pass: number, signal: AbortSignal): Promise<Live> {
  const facts: MapFacts = await callHost('maps.facts', { project, name }, signal)
  const map = await mapStore.load(`${mapAddress(project, name)}&pass=${pass}`, signal)
  return { name, layers: [{ ...map, id: name, colour: classRgb(number - 1), opacity: 1, level: facts.suggestedLevel, mode: 'surface' }] }
}

/** The class maps as they grow, a picture for each, of the last pass whose maps could be read. */
export function LiveMaps({ project, maps, pass }: { project: Project; maps: readonly string[]; pass: number }): ReactNode {
  const [shown, setShown] = useState<readonly Live[]>([])
  const names = maps.join('\n')
  useEffect(() => {
    const stop = new AbortController()
    const wanted = names === '' ? [] : names.split('\n')
    // A map that is replaced while it is read is shown with the next pass.
    void Promise.all(wanted.map((name, k) => load(project.id, name, k + 1, pass, stop.signal))).then(setShown, () => undefined)
    return () => stop.abort()
  }, [project.id, names, pass])
  if (shown.length === 0) return null
  return (
    <div className="live-maps">
      {shown.slice(0, 6).map(({ name, layers }, k) => (
        <figure key={name}>
          <VolumeView label={`Class ${k + 1} after pass ${pass}`} layers={layers} quality="low" scaleBar={false} />
          <figcaption className="small">Class {k + 1}</figcaption>
        </figure>
      ))}
    </div>
  )
}
