import { useMemo } from 'react'
import { classRgb } from '../../ui/classRgb.ts'
import { useTheme } from '../../ui/useTheme.ts'

/** Colour of a palette index for what draws outside CSS, in the theme as it is; the same array as long as it is the same. */
export function useClassRgb(colour: number): readonly [number, number, number] {
  const theme = useTheme()
  return useMemo(() => classRgb(colour), [colour, theme])
}
