import type { Volume } from '../../preload/contract/records.ts'

/** A square image cut out of or summed through a volume, x fastest, first row at the bottom of the map's axis. */
export type Plane = { readonly size: number; readonly pixelSize: number; readonly data: Float32Array }

/** Part of a cube that is shown: voxels start … start + size − 1 on every axis. */
export type Window = { readonly start: number; readonly size: number }

/** The axis along which one looks: 0 x, 1 y, 2 z. */
export type Axis = 0 | 1 | 2

const STRIDES = (box: number): readonly [number, number, number] => [1, box, box * box]

/** In-plane axes of a view along `axis`, horizontal first. */
export const PLANE_AXES = [[1, 2], [0, 2], [0, 1]] as const

/** Visits the pixels of a view: `start` is the voxel on the near side of the window, `step` leads along the axis. */
function eachRay(box: number, window: Window, axis: Axis, visit: (pixel: number, start: number, step: number) => void): void {
  const strides = STRIDES(box)
  const [h, v] = PLANE_AXES[axis]
  for (let j = 0; j < window.size; j += 1) {
    for (let i = 0; i < window.size; i += 1) {
      visit(j * window.size + i, (window.start + i) * strides[h] + (window.start + j) * strides[v] + window.start * strides[axis], strides[axis])
    }
  }
}

/** The section through the box's origin, voxel box >> 1. */
export function centralSlice(volume: Volume, window: Window, axis: Axis): Plane {
  const data = new Float32Array(window.size ** 2)
  const depth = (volume.box >> 1) - window.start
  eachRay(volume.box, window, axis, (pixel, start, step) => {
    data[pixel] = volume.data[start + depth * step]
  })
  return { size: window.size, pixelSize: volume.pixelSize, data }
}

/** Sum along an axis, of density times `weight` (by voxel) where one is given. */
export function projection(volume: Volume, window: Window, axis: Axis, weight: Float32Array | null = null): Plane {
  const data = new Float32Array(window.size ** 2)
  eachRay(volume.box, window, axis, (pixel, start, step) => {
    let sum = 0
    for (let k = 0, at = start; k < window.size; k += 1, at += step) sum += weight === null ? volume.data[at] : weight[at] * volume.data[at]
    data[pixel] = sum
  })
  return { size: window.size, pixelSize: volume.pixelSize, data }
}

/** Smallest centred cube that holds every voxel above `level`, with a margin of a twelfth of the box; the whole box where nothing is. */
export function windowAround(volume: Volume, level: number): Window {
  const { box, data } = volume
  const centre = box >> 1
  let reach = 0
  let at = 0
  for (let z = 0; z < box; z += 1) for (let y = 0; y < box; y += 1) for (let x = 0; x < box; x += 1, at += 1) {
    if (data[at] > level) reach = Math.max(reach, Math.abs(x - centre), Math.abs(y - centre), Math.abs(z - centre))
  }
  const half = reach === 0 ? centre : Math.min(centre, reach + Math.ceil(box / 12))
  return { start: centre - half, size: Math.min(2 * half + 1, box - centre + half) }
}

/** Values that are enough to know a quantile by: sorting a whole volume would take seconds. */
const ENOUGH = 200_000

/** Value below which `fraction` of the values lie, from evenly spaced ones where there are many; the array is left as it is. */
export function quantile(values: Float32Array, fraction: number): number {
  const stride = Math.ceil(values.length / ENOUGH)
  const some = stride === 1 ? values : Float32Array.from({ length: Math.floor(values.length / stride) }, (_, i) => values[i * stride])
  const sorted = some.toSorted()
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(fraction * (sorted.length - 1))))]
}
