import { useState } from 'react'
import type { ReactNode } from 'react'
import { callHost } from '../api/callHost.ts'
import { useChange, useCall } from '../api/queries.ts'
import { goTo } from '../shell/place.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Problem } from '../ui/Notice.tsx'

/** A name that is not taken in the folder where projects are suggested. */
async function freeFolder(parent: string): Promise<string> {
  const taken = await callHost('files.list', { path: parent }).then(({ entries }) => new Set(entries.map(({ name }) => name)), () => new Set<string>())
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'sample' : `sample-${number}`
    if (!taken.has(name)) return `${parent}/${name}`
  }
}

export function SampleButton(): ReactNode {
  const info = useCall('app.info', null)
  const [folder, setFolder] = useState<string | null>(null)
  const make = useChange('project.sample', project => goTo({ folder: project.folder, step: 'sort' }))
  const ask = async (): Promise<void> => setFolder(await freeFolder(info.data!.projectsFolder))
  return (
    <>
      <button type="button" disabled={!info.data} onClick={() => void ask()}>Try the sample</button>
      {folder !== null && (
        <Dialog title="Try the sample" onClose={() => setFolder(null)} footer={
          <>
            <button type="button" onClick={() => setFolder(null)}>Cancel</button>
            <button type="button" className="primary" disabled={make.isPending} onClick={() => make.mutate({ folder })}>Make the sample</button>
          </>
        }>
          <p>2,000 particles of human serum albumin in two states are simulated here (40 MB), sorted without being told, and scored: about a minute and a half on two cores. Nothing is fetched.</p>
          <div className="field">
            <label htmlFor="sample-folder">Folder of the new project</label>
            <input id="sample-folder" className="mono" style={{ maxWidth: 'none' }} value={folder} onChange={event => setFolder(event.target.value)} />
          </div>
          {make.error && <Problem error={make.error} />}
        </Dialog>
      )}
    </>
  )
}
