/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2018) in 32-bit integers, its state filled by splitmix32.
 * The same seed gives the same numbers on every machine.
 */
export type Random = {
  /** [0, 1), 53 bits. */
  uniform(): number
  /** Mean 0, standard deviation 1. */
  normal(): number
  /** 0 … n − 1, without bias; n below 2³². */
  integer(n: number): number
  /** The numbers 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array
  /** An independent stream that depends on this stream's seed and the label alone, not on how many numbers were drawn. */
  fork(label: string | number): Random
}

const splitmix = (state: number): number => {
  let z = (state + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) | 0
}

/** FNV-1a over UTF-16 code units, started from `hash`. */
const hashText = (text: string, hash: number): number => {
  let h = hash
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h | 0
}

/** A stream for any seed (numbers are taken with all their 53 bits, so 0.5 and 1.5 differ from 1). */
export function seededRandom(seed: number): Random {
  return streamFrom(`${seed}`)
}

function streamFrom(key: string): Random {
  let a = splitmix(hashText(key, 0x811c9dc5 | 0))
  let b = splitmix(hashText(key, a))
  let c = splitmix(hashText(key, b))
  let d = splitmix(hashText(key, c)) | 1
  let spare = Number.NaN

  const next = (): number => {
    const m = Math.imul(b, 5)
    const result = Math.imul((m << 7) | (m >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare
      spare = Number.NaN
      return value
    }
    // Marsaglia's polar method: no trigonometry, two numbers a turn.
    for (;;) {
      const x = next() / 2147483648 - 1 + 2 ** -32
      const y = next() / 2147483648 - 1 + 2 ** -32
      const r = x * x + y * y
      if (r >= 1 || r === 0) continue
      const f = Math.sqrt((-2 * Math.log(r)) / r)
      spare = y * f
      return x * f
    }
  }
  const integer = (n: number): number => {
    const limit = 4294967296 - (4294967296 % n)
    for (;;) {
      const value = next()
      if (value < limit) return value % n
    }
  }
  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1)
      const kept = order[i]
      order[i] = order[j]
      order[j] = kept
    }
    return order
  }
  for (let i = 0; i < 12; i++) next()
  return { uniform, normal, integer, permutation, fork: label => streamFrom(`${key}/${label}`) }
}
