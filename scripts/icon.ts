/**
 * Makes resources/icon.png: `node scripts/icon.ts`. A particle as a graph of voxels in two conformations, in the colours of the classes.
 * Everything is a distance in a square of side 1; a pixel takes as much of a shape's colour as the shape covers of it.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'fast-png'

const SIZE = 256

type Point = readonly [x: number, y: number]
type Colour = readonly [red: number, green: number, blue: number]
type Shape = { readonly colour: Colour; readonly opacity: number; distance(at: Point): number }

const NIGHT: Colour = [16, 33, 52]
const WHITE: Colour = [235, 242, 248]
/** Okabe and Ito's orange and sky blue: classes 1 and 2. */
const ORANGE: Colour = [230, 159, 0]
const SKY: Colour = [86, 180, 233]

const disc = ([x, y]: Point, radius: number, colour: Colour, opacity = 1): Shape => ({ colour, opacity, distance: at => Math.hypot(at[0] - x, at[1] - y) - radius })

const line = ([ax, ay]: Point, [bx, by]: Point, width: number, colour: Colour, opacity = 1): Shape => {
  const [dx, dy] = [bx - ax, by - ay]
  return {
    colour, opacity,
    distance([x, y]) {
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
      return Math.hypot(x - ax - along * dx, y - ay - along * dy) - width / 2
    },
  }
}

const roundedSquare = (margin: number, corner: number, colour: Colour): Shape => ({
  colour, opacity: 1,
  distance([x, y]) {
    const half = 0.5 - margin - corner
    const [dx, dy] = [Math.abs(x - 0.5) - half, Math.abs(y - 0.5) - half]
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner
  },
})

/** The body that both conformations share, and the domain that moves between them. */
const BODY: readonly Point[] = [[0.3, 0.76], [0.52, 0.8], [0.27, 0.54], [0.5, 0.57]]
const BODY_EDGES: readonly Point[] = [[0, 1], [0, 2], [1, 3], [2, 3], [0, 3]]
const LEFT: readonly Point[] = [[0.32, 0.34], [0.45, 0.2]]
const RIGHT: readonly Point[] = [[0.66, 0.42], [0.8, 0.32]]
const HINGE = BODY[3]

const domain = (points: readonly Point[], colour: Colour): Shape[] => [
  line(HINGE, points[0], 0.035, colour), line(points[0], points[1], 0.035, colour),
  ...points.map(point => disc(point, 0.068, colour)),
]

const shapes: readonly Shape[] = [
  roundedSquare(0.02, 0.2, NIGHT),
  ...BODY_EDGES.map(([from, to]) => line(BODY[from], BODY[to], 0.03, WHITE, 0.55)),
  ...domain(LEFT, SKY), ...domain(RIGHT, ORANGE),
  ...BODY.map(point => disc(point, 0.062, WHITE)),
]

/** Colour and opacity of a pixel, 0…255 each. */
function pixel(column: number, row: number): number[] {
  const at: Point = [(column + 0.5) / SIZE, (row + 0.5) / SIZE]
  let [red, green, blue, alpha] = [0, 0, 0, 0]
  for (const { colour, opacity, distance } of shapes) {
    const covered = opacity * Math.min(1, Math.max(0, 0.5 - distance(at) * SIZE))
    const total = covered + alpha * (1 - covered)
    if (total === 0) continue
    const mixed = (under: number, over: number): number => (over * covered + under * alpha * (1 - covered)) / total
    ;[red, green, blue, alpha] = [mixed(red, colour[0]), mixed(green, colour[1]), mixed(blue, colour[2]), total]
  }
  return [red, green, blue, alpha * 255]
}

const data = new Uint8Array(Array.from({ length: SIZE * SIZE }, (_, index) => pixel(index % SIZE, Math.floor(index / SIZE)).map(Math.round)).flat())
writeFileSync(join(import.meta.dirname, '..', 'resources', 'icon.png'), encode({ width: SIZE, height: SIZE, channels: 4, depth: 8, data }))
