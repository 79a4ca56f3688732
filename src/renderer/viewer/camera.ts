export type Vector = readonly [number, number, number]

/**
 * Where a view is seen from: parallel projection, Å from the box's centre. `scale` is half of the view's height in Å. Nothing but numbers, so
 * that it can be saved and handed to other views.
 */
export type ViewCamera = { readonly position: Vector; readonly focalPoint: Vector; readonly viewUp: Vector; readonly scale: number }

/** How near and far a view may be zoomed: half its height in Å. */
const SCALES = { least: 1, most: 1e5 }

/** Air round what is framed. */
const MARGIN = 1.08

const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
/** a + s · b */
const along = (a: Vector, b: Vector, s: number): Vector => [a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]]
const unit = (a: Vector): Vector => along([0, 0, 0], a, 1 / (Math.hypot(...a) || 1))

/** The view's axes: to the right, upwards, and out of the screen towards the reader. */
export function axesOf({ position, focalPoint, viewUp }: ViewCamera): { right: Vector; up: Vector; out: Vector } {
  const out = unit(subtract(position, focalPoint))
  const right = unit(cross(viewUp, out))
  return { right, up: cross(out, right), out }
}

/** The view along the map's z axis, x to the right and y upwards, of what reaches `radiusA` from the centre; `aspect`: the view's width by its height. */
export const cameraFor = (radiusA: number, aspect: number): ViewCamera => ({
  position: [0, 0, 3 * radiusA], focalPoint: [0, 0, 0], viewUp: [0, 1, 0], scale: (MARGIN * radiusA) / Math.min(1, aspect),
})

/** `v` turned about the unit vector `axis`, radians, anticlockwise against the axis (Rodrigues). */
function turned(v: Vector, axis: Vector, angle: number): Vector {
  const parallel = dot(axis, v) * (1 - Math.cos(angle))
  return along(along(along([0, 0, 0], v, Math.cos(angle)), cross(axis, v), Math.sin(angle)), axis, parallel)
}

/**
 * The object turned as if pushed by the pointer: `rightwards` about the view's upward axis, `upwards` about its rightward one; radians. The
 * upward axis goes along, so that every direction can be reached.
 */
export function turn(camera: ViewCamera, rightwards: number, upwards: number): ViewCamera {
  const { right, up } = axesOf(camera)
  const rotate = (v: Vector): Vector => turned(turned(v, up, -rightwards), right, upwards)
  return { ...camera, position: along(camera.focalPoint, rotate(subtract(camera.position, camera.focalPoint)), 1), viewUp: rotate(up) }
}

/** Magnified by `factor`. */
export const zoom = (camera: ViewCamera, factor: number): ViewCamera => ({ ...camera, scale: Math.min(SCALES.most, Math.max(SCALES.least, camera.scale / factor)) })

/** The object moved by so many Å to the right and upwards on the screen. */
export function pan(camera: ViewCamera, rightA: number, upA: number): ViewCamera {
  const { right, up } = axesOf(camera)
  const move = (v: Vector): Vector => along(along(v, right, -rightA), up, -upA)
  return { ...camera, position: move(camera.position), focalPoint: move(camera.focalPoint) }
}

/** Whether two cameras show the same. */
export const isSameCamera = (a: ViewCamera, b: ViewCamera): boolean =>
  a === b || (a.scale === b.scale && (['position', 'focalPoint', 'viewUp'] as const).every(key => a[key].every((value, i) => value === b[key][i])))
