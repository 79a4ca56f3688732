/** How a series is told from the others: by colour, line pattern and symbol, any one of which is enough. */
export type Mark = { readonly colour: string; readonly dash: string; readonly shape: number }

const COLOURS = 8
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '5 2 5 6', '12 4']

/** Outlines of the classes' symbols about the origin, radius about 5: circle, square, triangle, diamond, cross, triangle upside down, star, hexagon. */
export const OUTLINES = [
  'M5,0A5,5 0 1 1 -5,0A5,5 0 1 1 5,0Z', 'M-4.5,-4.5H4.5V4.5H-4.5Z', 'M0,-5.6L5.2,3.8H-5.2Z', 'M0,-6L5,0L0,6L-5,0Z',
  'M-1.7,-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z', 'M0,5.6L5.2,-3.8H-5.2Z',
  'M0,-6.2L1.5,-2.1L5.9,-1.9L2.5,.8L3.6,5L0,2.6L-3.6,5L-2.5,.8L-5.9,-1.9L-1.5,-2.1Z', 'M5.5,0L2.75,4.8H-2.75L-5.5,0L-2.75,-4.8H2.75Z',
] as const

/** Junk is crossed out. */
const JUNK = -1
const JUNK_OUTLINE = 'M-5,-3L-3,-5L0,-2L3,-5L5,-3L2,0L5,3L3,5L0,2L-3,5L-5,3L-2,0Z'

export const outlineOf = ({ shape }: Mark): string => (shape === JUNK ? JUNK_OUTLINE : OUTLINES[shape % OUTLINES.length])

/** Mark of class `number` (0 is junk, always grey) with colour `colour` of the palette (from 0; the class's own unless somebody chose another). Pattern and symbol go with the number. */
export function classMark(number: number, colour = number - 1): Mark {
  if (number === 0) return { colour: 'var(--class-0)', dash: '1 4', shape: JUNK }
  return { colour: `var(--class-${(colour % COLOURS) + 1})`, dash: DASHES[(number - 1) % DASHES.length], shape: (number - 1) % OUTLINES.length }
}

/** For a single curve that stands for no class. */
export const PLAIN_MARK: Mark = { colour: 'var(--accent)', dash: '', shape: 0 }
