import { useState } from 'react'
import type { ReactNode } from 'react'
import { saveBlob } from '../../plots/saveBlob.ts'
import { fileStem } from '../../plots/table.ts'
import { capturePng, captureSvg } from '../../viewer/capture.ts'
import type { CaptureOptions, CapturedView } from '../../viewer/capture.ts'

export type Captured = { readonly views: readonly CapturedView[]; readonly options: CaptureOptions; readonly name: string }

/** Saves what the views show, with scale bars, captions and legend. */
export function SavePicture({ capture }: { readonly capture: () => Captured }): ReactNode {
  const [failure, setFailure] = useState<string | null>(null)
  const save = (format: 'png' | 'svg'): void => {
    setFailure(null)
    // Throws where a view has nothing to show; a promise passes that on as well as what comes later.
    void Promise.resolve().then(async () => {
      const { views, options, name } = capture()
      saveBlob(await (format === 'png' ? capturePng : captureSvg)(views, options), `${fileStem(name)}.${format}`)
    }).catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)))
  }
  return (
    <>
      {failure && <span className="field-error" role="alert">Not saved: {failure}</span>}
      <button type="button" onClick={() => save('png')} title="The views as a PNG picture, twice as fine as on the screen, with scale bars">Save PNG</button>
      <button type="button" onClick={() => save('svg')} title="The views as an SVG drawing: pictures inside, scale bars and words as vectors">Save SVG</button>
    </>
  )
}
