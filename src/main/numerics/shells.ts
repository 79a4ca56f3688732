/**
 * Visits half of an n³ transform in FFT order (0 ≤ x ≤ n/2), inside the sphere of radius n/2: complex index and shell
 * round(|k|). Planes x = 0 and n/2 come whole, as in RELION, whose arrays hold this half.
 */
export function forHalfTransform(n: number, visit: (index: number, shell: number) => void): void {
  const half = n >> 1
  const limit = (half + 0.5) ** 2
  for (let z = 0; z < n; z++) {
    const kz = z > half ? z - n : z
    for (let y = 0; y < n; y++) {
      const ky = y > half ? y - n : y
      const zy = kz * kz + ky * ky
      if (zy > limit) continue
      const row = (z * n + y) * n
      for (let x = 0; x <= half; x++) {
        const r2 = zy + x * x
        if (r2 >= limit) break
        visit(row + x, Math.round(Math.sqrt(r2)))
      }
    }
  }
}

/** Multiplies every coefficient of an n³ transform (FFT order, whole) by `gain(|k|)`, |k| in Fourier pixels and at most √3 n/2. */
export function filterShells(data: Float32Array | Float64Array, n: number, gain: (radius: number) => number): void {
  const half = n >> 1
  // |k|² is a whole number: one table serves all coefficients.
  const table = Float64Array.from({ length: 3 * half * half + 1 }, (_, r2) => gain(Math.sqrt(r2)))
  for (let z = 0; z < n; z++) {
    const kz = z > half ? z - n : z
    for (let y = 0; y < n; y++) {
      const ky = y > half ? y - n : y
      for (let x = 0; x < n; x++) {
        const kx = x > half ? x - n : x
        const at = 2 * ((z * n + y) * n + x)
        const factor = table[kz * kz + ky * ky + kx * kx]
        data[at] *= factor
        data[at + 1] *= factor
      }
    }
  }
}
