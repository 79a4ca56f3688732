import type { backend_util } from '@tensorflow/tfjs'

export type Geometry = backend_util.Conv3DInfo

/**
 * [batch, z, y, x, channel] of the input with its margins: long enough for the last patch, and for input that no patch reaches.
 * tfjs gives negative margins where strides are longer than the kernel: the input then starts that much later.
 */
export function paddedShape(geometry: Geometry): number[] {
  const { padInfo } = geometry
  return [
    geometry.batchSize,
    Math.max(padInfo.front + geometry.inDepth, (geometry.outDepth - 1) * geometry.strideDepth + geometry.filterDepth),
    Math.max(padInfo.top + geometry.inHeight, (geometry.outHeight - 1) * geometry.strideHeight + geometry.filterHeight),
    Math.max(padInfo.left + geometry.inWidth, (geometry.outWidth - 1) * geometry.strideWidth + geometry.filterWidth),
    geometry.inChannels,
  ]
}

export function pad(geometry: Geometry, x: Float32Array, padded: Float32Array): void {
  padded.fill(0)
  forEachLine(geometry, (line, inside, length) => padded.set(x.subarray(line, line + length), inside))
}

export function crop(geometry: Geometry, padded: Float32Array, x: Float32Array): void {
  x.fill(0)
  forEachLine(geometry, (line, inside, length) => x.set(padded.subarray(inside, inside + length), line))
}

/** Every line along x of the input that lies in the padded input: where it starts in either, and its floats. */
function forEachLine(geometry: Geometry, visit: (line: number, inside: number, length: number) => void): void {
  const { batchSize, inDepth, inHeight, inWidth, inChannels } = geometry
  const { front, top, left } = geometry.padInfo
  const [, depth, height, width] = paddedShape(geometry)
  const skipped = Math.max(0, -left)
  for (let map = 0; map < batchSize; map++) for (let z = Math.max(0, -front); z < inDepth; z++) for (let y = Math.max(0, -top); y < inHeight; y++) {
    const line = (((map * inDepth + z) * inHeight + y) * inWidth + skipped) * inChannels
    const inside = (((map * depth + z + front) * height + y + top) * width + left + skipped) * inChannels
    visit(line, inside, (inWidth - skipped) * inChannels)
  }
}

/** First value in the padded input of each patch, for the output planes `from` … `to` − 1, batch × depth numbered through. */
export function patchCorners(geometry: Geometry, from: number, to: number): Int32Array {
  const { outDepth, outHeight, outWidth, inChannels, strideDepth, strideHeight, strideWidth } = geometry
  const [, depth, height, width] = paddedShape(geometry)
  const corners = new Int32Array((to - from) * outHeight * outWidth)
  let i = 0
  for (let plane = from; plane < to; plane++) {
    const z = Math.floor(plane / outDepth) * depth + (plane % outDepth) * strideDepth
    for (let y = 0; y < outHeight; y++) for (let x = 0; x < outWidth; x++) corners[i++] = ((z * height + y * strideHeight) * width + x * strideWidth) * inChannels
  }
  return corners
}

/** Where the values of a patch lie from its corner: (tap z, y, x, channel). */
function patchOffsets(geometry: Geometry): Int32Array {
  const { filterDepth, filterHeight, filterWidth, inChannels } = geometry
  const [, , height, width] = paddedShape(geometry)
  const offsets = new Int32Array(filterDepth * filterHeight * filterWidth * inChannels)
  let i = 0
  for (let z = 0; z < filterDepth; z++) for (let y = 0; y < filterHeight; y++) for (let x = 0; x < filterWidth * inChannels; x++) offsets[i++] = (z * height + y) * width * inChannels + x
  return offsets
}

/** patches[patch, (tap, channel)]. */
export function gatherPatches(geometry: Geometry, corners: Int32Array, padded: Float32Array, patches: Float32Array): void {
  const offsets = patchOffsets(geometry)
  let at = 0
  for (const corner of corners) for (let i = 0; i < offsets.length; i++) patches[at++] = padded[corner + offsets[i]]
}

/** The same turned: columns[(tap, channel), patch]. */
export function gatherPatchColumns(geometry: Geometry, corners: Int32Array, padded: Float32Array, columns: Float32Array): void {
  let at = 0
  for (const offset of patchOffsets(geometry)) for (let i = 0; i < corners.length; i++) columns[at++] = padded[corners[i] + offset]
}

/** Adds patches to where they were taken. */
export function addPatches(geometry: Geometry, corners: Int32Array, padded: Float32Array, patches: Float32Array): void {
  const offsets = patchOffsets(geometry)
  let at = 0
  for (const corner of corners) for (let i = 0; i < offsets.length; i++) padded[corner + offsets[i]] += patches[at++]
}
