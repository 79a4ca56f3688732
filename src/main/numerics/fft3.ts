import { type ComplexArray, type Direction, transformLines } from './fftAxes.ts'

/**
 * In-place transform of an n³ complex volume, interleaved, x fastest, frequencies in FFT order
 * (index k stands for k below n/2, for k − n above), origin at index 0. forward is unscaled, inverse carries 1/n³.
 */
export function fft3(data: ComplexArray, n: number, direction: Direction): void {
  transformLines(data, n, 1, 0, n, n * n, direction)
  for (let z = 0; z < n; z++) transformLines(data, n, n, z * n * n, 1, n, direction)
  for (let y = 0; y < n; y++) transformLines(data, n, n * n, y * n, 1, n, direction)
}

/** Transform of a real n³ volume whose origin is voxel n >> 1 on every axis; `out` [2·n³] in FFT order. */
export function volumeToFourier(volume: ArrayLike<number>, n: number, out: ComplexArray): void {
  loadCentred(volume, n, out, 0)
  for (let i = 1; i < out.length; i += 2) out[i] = 0
  fft3(out, n, 'forward')
}

/** Inverse of `volumeToFourier`; `data` is destroyed, the imaginary part is dropped. */
export function fourierToVolume(data: ComplexArray, n: number, volume: Float32Array | Float64Array): void {
  fft3(data, n, 'inverse')
  storeCentred(data, n, volume, 0)
}

/** `volumeToFourier` of two real volumes for the price of one: they travel as real and imaginary part. */
export function volumePairToFourier(a: ArrayLike<number>, b: ArrayLike<number>, n: number, outA: ComplexArray, outB: ComplexArray): void {
  loadCentred(a, n, outA, 0)
  loadCentred(b, n, outA, 1)
  fft3(outA, n, 'forward')
  const mirror = Uint32Array.from({ length: n }, (_, i) => (n - i) % n)
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++) {
        const p = 2 * ((z * n + y) * n + x)
        const q = 2 * ((mirror[z] * n + mirror[y]) * n + mirror[x])
        if (q < p) continue
        const [pr, pi, qr, qi] = [outA[p], outA[p + 1], outA[q], outA[q + 1]]
        // A(k) = (F(k) + F(−k)*) / 2, B(k) = (F(k) − F(−k)*) / 2i, both Hermitian.
        outA[p] = (pr + qr) / 2
        outA[p + 1] = (pi - qi) / 2
        outB[p] = (pi + qi) / 2
        outB[p + 1] = (qr - pr) / 2
        outA[q] = outA[p]
        outA[q + 1] = -outA[p + 1]
        outB[q] = outB[p]
        outB[q + 1] = -outB[p + 1]
      }
    }
  }
}

/** `fourierToVolume` of two Hermitian transforms for the price of one; `dataA` is destroyed. */
export function fourierPairToVolumes(dataA: ComplexArray, dataB: ComplexArray, n: number, a: Float32Array | Float64Array, b: Float32Array | Float64Array): void {
  for (let i = 0; i < dataA.length; i += 2) {
    dataA[i] -= dataB[i + 1]
    dataA[i + 1] += dataB[i]
  }
  fft3(dataA, n, 'inverse')
  storeCentred(dataA, n, a, 0)
  storeCentred(dataA, n, b, 1)
}

function loadCentred(volume: ArrayLike<number>, n: number, out: ComplexArray, part: 0 | 1): void {
  forCentred(n, (at, voxel) => {
    out[2 * at + part] = volume[voxel]
  })
}

function storeCentred(data: ComplexArray, n: number, volume: Float32Array | Float64Array, part: 0 | 1): void {
  forCentred(n, (at, voxel) => {
    volume[voxel] = data[2 * at + part]
  })
}

/** Pairs every index counted from the origin with the voxel that lies there. */
function forCentred(n: number, visit: (at: number, voxel: number) => void): void {
  const c = n >> 1
  const rolled = Uint32Array.from({ length: n }, (_, i) => (i + c) % n)
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      const row = (rolled[z] * n + rolled[y]) * n
      const at = (z * n + y) * n
      for (let x = 0; x < n; x++) visit(at + x, row + rolled[x])
    }
  }
}
