/** Numbers that are added at the end; `reserve` before writing to `data`, which moves when it grows. */
export type Growable<Numbers extends Float32Array | Uint32Array> = { data: Numbers; length: number }

export const growableFloats = (): Growable<Float32Array> => ({ data: new Float32Array(1 << 16), length: 0 })

export const growableIndices = (): Growable<Uint32Array> => ({ data: new Uint32Array(1 << 16), length: 0 })

/** Makes room for `more` numbers behind those there. */
export function reserve<Numbers extends Float32Array | Uint32Array>(numbers: Growable<Numbers>, more: number): void {
  const needed = numbers.length + more
  if (needed <= numbers.data.length) return
  const grown = new (numbers.data.constructor as new (length: number) => Numbers)(Math.max(needed, 2 * numbers.data.length))
  grown.set(numbers.data.subarray(0, numbers.length))
  numbers.data = grown
}
