import { useState } from 'react'
import type { CapturedView } from '../../viewer/capture.ts'
import type { PictureSource } from '../../viewer/picture.ts'

/** The views of a page that pictures can be taken of, by name of their first map. */
export type ViewSources = {
  /** A ref for the view of this name. */
  readonly refOf: (name: string) => (source: PictureSource | null) => () => void
  /** The view of this name for a figure; none where it is not there. */
  readonly captured: (name: string, caption?: string) => readonly CapturedView[]
}

function makeSources(): ViewSources {
  const sources = new Map<string, PictureSource>()
  return {
    refOf: name => source => {
      if (source) sources.set(name, source)
      return () => void sources.delete(name)
    },
    captured: (name, caption) => {
      const source = sources.get(name)
      return source ? [{ source, ...(caption !== undefined && { caption }) }] : []
    },
  }
}

export const useViewSources = (): ViewSources => useState(makeSources)[0]
