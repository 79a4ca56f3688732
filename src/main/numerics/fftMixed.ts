/** Lengths whose prime factors are all 2, 3 or 5. */
export const isSmooth = (size: number): boolean => radices(size) !== null

function radices(size: number): number[] | null {
  const factors: number[] = []
  let rest = size
  for (const radix of [4, 2, 3, 5]) {
    while (rest % radix === 0) {
      factors.push(radix)
      rest /= radix
    }
  }
  return rest === 1 ? factors : null
}

type Stage = {
  readonly radix: number
  /** Length of the sub-transforms this stage leaves, and how many of them lie interleaved. */
  readonly rest: number
  readonly stride: number
  /** e^{−2πi pk/(rest·radix)} for p < rest, k = 1 … radix − 1. */
  readonly twiddles: Float64Array
}

/**
 * The forward transform for a length of `isSmooth`; `out` and `data` (left as it was) must not share memory.
 * `batch` transforms run side by side: number j of transform b is complex number j·batch + b.
 */
export function mixedRadix(size: number, batch = 1): (out: Float64Array, data: Float64Array) => void {
  const factors = radices(size)
  if (!factors) throw new RangeError(`${size} has a prime factor above 5`)
  const stages: Stage[] = []
  let [length, stride] = [size, batch]
  for (const radix of factors) {
    const rest = length / radix
    const twiddles = new Float64Array(2 * rest * (radix - 1))
    for (let p = 0, t = 0; p < rest; p++) {
      for (let k = 1; k < radix; k++, t += 2) {
        const angle = (-2 * Math.PI * ((p * k) % length)) / length
        twiddles[t] = Math.cos(angle)
        twiddles[t + 1] = Math.sin(angle)
      }
    }
    stages.push({ radix, rest, stride, twiddles })
    length = rest
    stride *= radix
  }
  if (stages.length === 0) return (out, data) => out.set(data)
  const scratch = new Float64Array(2 * size * batch)
  return (out, data) => {
    let from = data
    for (let i = 0; i < stages.length; i++) {
      // Stockham's scheme alternates two buffers; the last stage must end in `out`.
      const to = (stages.length - i) % 2 === 1 ? out : scratch
      const stage = stages[i]
      if (stage.radix === 4) radix4(stage, from, to)
      else if (stage.radix === 2) radix2(stage, from, to)
      else if (stage.radix === 3) radix3(stage, from, to)
      else radix5(stage, from, to)
      from = to
    }
  }
}

function radix2({ rest, stride, twiddles }: Stage, x: Float64Array, y: Float64Array): void {
  const width = 2 * stride
  const step = rest * width
  for (let p = 0; p < rest; p++) {
    const [wr, wi] = [twiddles[2 * p], twiddles[2 * p + 1]]
    const end = (p + 1) * width
    for (let i = p * width, o = 2 * p * width; i < end; i += 2, o += 2) {
      const ar = x[i]
      const ai = x[i + 1]
      const br = x[i + step]
      const bi = x[i + step + 1]
      y[o] = ar + br
      y[o + 1] = ai + bi
      y[o + width] = (ar - br) * wr - (ai - bi) * wi
      y[o + width + 1] = (ar - br) * wi + (ai - bi) * wr
    }
  }
}

const SIN60 = Math.sqrt(3) / 2

function radix3({ rest, stride, twiddles }: Stage, x: Float64Array, y: Float64Array): void {
  const width = 2 * stride
  const step = rest * width
  for (let p = 0; p < rest; p++) {
    const t = 4 * p
    const w1r = twiddles[t]
    const w1i = twiddles[t + 1]
    const w2r = twiddles[t + 2]
    const w2i = twiddles[t + 3]
    const end = (p + 1) * width
    for (let i = p * width, o = 3 * p * width; i < end; i += 2, o += 2) {
      const ar = x[i]
      const ai = x[i + 1]
      const sr = x[i + step] + x[i + 2 * step]
      const si = x[i + step + 1] + x[i + 2 * step + 1]
      const dr = SIN60 * (x[i + step] - x[i + 2 * step])
      const di = SIN60 * (x[i + step + 1] - x[i + 2 * step + 1])
      const mr = ar - 0.5 * sr
      const mi = ai - 0.5 * si
      y[o] = ar + sr
      y[o + 1] = ai + si
      y[o + width] = (mr + di) * w1r - (mi - dr) * w1i
      y[o + width + 1] = (mr + di) * w1i + (mi - dr) * w1r
      y[o + 2 * width] = (mr - di) * w2r - (mi + dr) * w2i
      y[o + 2 * width + 1] = (mr - di) * w2i + (mi + dr) * w2r
    }
  }
}

function radix4({ rest, stride, twiddles }: Stage, x: Float64Array, y: Float64Array): void {
  const width = 2 * stride
  const step = rest * width
  for (let p = 0; p < rest; p++) {
    const t = 6 * p
    const w1r = twiddles[t]
    const w1i = twiddles[t + 1]
    const w2r = twiddles[t + 2]
    const w2i = twiddles[t + 3]
    const w3r = twiddles[t + 4]
    const w3i = twiddles[t + 5]
    const end = (p + 1) * width
    for (let i = p * width, o = 4 * p * width; i < end; i += 2, o += 2) {
      const b = i + step
      const c = b + step
      const d = c + step
      const s02r = x[i] + x[c]
      const s02i = x[i + 1] + x[c + 1]
      const d02r = x[i] - x[c]
      const d02i = x[i + 1] - x[c + 1]
      const s13r = x[b] + x[d]
      const s13i = x[b + 1] + x[d + 1]
      const d13r = x[b] - x[d]
      const d13i = x[b + 1] - x[d + 1]
      y[o] = s02r + s13r
      y[o + 1] = s02i + s13i
      const er = d02r + d13i
      const ei = d02i - d13r
      y[o + width] = er * w1r - ei * w1i
      y[o + width + 1] = er * w1i + ei * w1r
      const fr = s02r - s13r
      const fi = s02i - s13i
      y[o + 2 * width] = fr * w2r - fi * w2i
      y[o + 2 * width + 1] = fr * w2i + fi * w2r
      const gr = d02r - d13i
      const gi = d02i + d13r
      y[o + 3 * width] = gr * w3r - gi * w3i
      y[o + 3 * width + 1] = gr * w3i + gi * w3r
    }
  }
}

const [C1, C2, S1, S2] = [Math.cos(0.4 * Math.PI), Math.cos(0.8 * Math.PI), Math.sin(0.4 * Math.PI), Math.sin(0.8 * Math.PI)]

function radix5({ rest, stride, twiddles }: Stage, x: Float64Array, y: Float64Array): void {
  const width = 2 * stride
  const step = rest * width
  for (let p = 0; p < rest; p++) {
    const t = 8 * p
    const end = (p + 1) * width
    for (let i = p * width, o = 5 * p * width; i < end; i += 2, o += 2) {
      const [b, c, d, e] = [i + step, i + 2 * step, i + 3 * step, i + 4 * step]
      const ar = x[i]
      const ai = x[i + 1]
      const s1r = x[b] + x[e]
      const s1i = x[b + 1] + x[e + 1]
      const d1r = x[b] - x[e]
      const d1i = x[b + 1] - x[e + 1]
      const s2r = x[c] + x[d]
      const s2i = x[c + 1] + x[d + 1]
      const d2r = x[c] - x[d]
      const d2i = x[c + 1] - x[d + 1]
      y[o] = ar + s1r + s2r
      y[o + 1] = ai + s1i + s2i
      const m1r = ar + C1 * s1r + C2 * s2r
      const m1i = ai + C1 * s1i + C2 * s2i
      const m2r = ar + C2 * s1r + C1 * s2r
      const m2i = ai + C2 * s1i + C1 * s2i
      const n1r = S1 * d1r + S2 * d2r
      const n1i = S1 * d1i + S2 * d2i
      const n2r = S2 * d1r - S1 * d2r
      const n2i = S2 * d1i - S1 * d2i
      store(y, o + width, m1r + n1i, m1i - n1r, twiddles, t)
      store(y, o + 2 * width, m2r + n2i, m2i - n2r, twiddles, t + 2)
      store(y, o + 3 * width, m2r - n2i, m2i + n2r, twiddles, t + 4)
      store(y, o + 4 * width, m1r - n1i, m1i + n1r, twiddles, t + 6)
    }
  }
}

function store(y: Float64Array, at: number, re: number, im: number, twiddles: Float64Array, t: number): void {
  y[at] = re * twiddles[t] - im * twiddles[t + 1]
  y[at + 1] = re * twiddles[t + 1] + im * twiddles[t]
}
