import { allocate, alias, count, floats, type Kernel } from './wasmKernelsHeap.ts'

/** The same values under another name; the stock kernel copies them, and every value that a gradient saves is one. */
export const identity = (stock: Kernel<'x', unknown>): Kernel<'x', unknown> => (heap, { x }, attributes) => (x.dtype === 'string' ? stock(heap, { x }, attributes) : alias(heap, x))

export const cast = (stock: Kernel<'x', { readonly dtype: string }>): typeof stock => (heap, { x }, attributes) => (x.dtype === attributes.dtype && x.dtype !== 'string' ? alias(heap, x) : stock(heap, { x }, attributes))

type Gather = Kernel<'x' | 'indices', { readonly axis: number; readonly batchDims: number }>

/** Rows of x copied whole, x[indices[i]] → out[i]; the stock kernel moves value by value. */
export const gather = (stock: Gather): Gather => (heap, { x, indices }, attributes) => {
  if (attributes.axis !== 0 || attributes.batchDims !== 0 || x.dtype !== 'float32' || indices.dtype !== 'int32') return stock(heap, { x, indices }, attributes)
  const out = allocate(heap, [...indices.shape, ...x.shape.slice(1)])
  const rows = heap.typedArrayFromHeap(indices), from = floats(heap, x), to = floats(heap, out)
  const length = count(x.shape.slice(1))
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row < 0 || row >= x.shape[0]) throw new RangeError(`gather: row ${row} of ${x.shape[0]}`)
    to.set(from.subarray(row * length, (row + 1) * length), i * length)
  }
  return out
}

/**
 * out[s] = Σ of the rows of x whose segment is s; rows of segments outside 0 … numSegments − 1 go nowhere.
 * The gradient of gather needs it and tfjs-backend-wasm has none.
 */
export const unsortedSegmentSum: Kernel<'x' | 'segmentIds', { readonly numSegments: number }> = (heap, { x, segmentIds }, { numSegments }) => {
  const rest = x.shape.slice(segmentIds.shape.length), length = count(rest)
  const out = heap.makeOutput([numSegments, ...rest], x.dtype)
  const segments = heap.typedArrayFromHeap(segmentIds), from = heap.typedArrayFromHeap(x), to = heap.typedArrayFromHeap(out)
  to.fill(0)
  for (let i = 0, at = 0; i < segments.length; i++, at += length) {
    if (segments[i] < 0 || segments[i] >= numSegments) continue
    const start = segments[i] * length
    for (let j = 0; j < length; j++) to[start + j] += from[at + j]
  }
  return out
}
