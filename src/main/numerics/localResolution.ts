import { fft3, volumePairToFourier } from './fft3.ts'
import { FSC_THRESHOLD } from './fsc.ts'
import { windowSums } from './windowSums.ts'

/** Neighbouring bands' centres differ by this factor; each is half as high half way to the next. */
const BAND_RATIO = 1.2
/** Half-width of a band at half height, as a fraction of its centre. */
const BAND_WIDTH = 0.1
/** σ of the Gaussian window in wavelengths of the band's centre: (2√π · 1.5)³ · 4π · 0.2 ≈ 380 independent numbers in a window. */
const WINDOW_WAVELENGTHS = 1.5
/** Centre of the first band, shells. */
const FIRST_SHELL = 3

/**
 * Local resolution of two half-maps [n³] in Å, at every voxel: the frequency at which the local Fourier shell correlation first falls below 0.143.
 * The windowed FSC of Cardone, Heymann & Steven (2013), evaluated in real space as SPHIRE's sxlocres does: both maps are band-passed to a shell and
 * the correlation coefficient of the results is taken within a window around the voxel. Here bands are 20 % apart, and the window
 * is a Gaussian that shrinks with the wavelength (σ = 1.5 λ), so that every band is judged by the same number of independent values
 * (standard error of the correlation of noise about 0.05). Because maps are filtered before they are windowed, no strong low frequency
 * leaks into a weak high one, and no phase-randomised correction is needed. Each band is worked on a grid just fine enough for it.
 * Between bands the correlation is interpolated linearly in frequency; no crossing gives Nyquist.
 */
export function localResolution(a: Float32Array, b: Float32Array, n: number, pixelSize: number): Float32Array {
  const fa = new Float32Array(2 * n ** 3)
  const fb = new Float32Array(2 * n ** 3)
  volumePairToFourier(a, b, n, fa, fb)
  const nyquist = n / 2
  // Correlations vary over a window's width, three pixels and more: half the sampling holds them.
  const coarse = Math.ceil(n / 2)
  const previous = new Float32Array(coarse ** 3).fill(1)
  const crossing = new Float32Array(coarse ** 3)
  let before = 0
  for (const centre of bandCentres(nyquist)) {
    const local = bandCorrelation(fa, fb, n, centre)
    for (let z = 0, i = 0; z < coarse; z++) {
      for (let y = 0; y < coarse; y++) {
        for (let x = 0; x < coarse; x++, i++) {
          if (crossing[i] > 0) continue
          const value = interpolate(local.data, local.size, (2 * x * local.size) / n, (2 * y * local.size) / n, (2 * z * local.size) / n)
          if (value < FSC_THRESHOLD) crossing[i] = before + ((previous[i] - FSC_THRESHOLD) / (previous[i] - value)) * (centre - before)
          else previous[i] = value
        }
      }
    }
    before = centre
  }
  const resolution = crossing.map(shell => (n * pixelSize) / (shell > 0 ? Math.max(shell, 1) : nyquist))
  const out = new Float32Array(n ** 3)
  for (let z = 0, i = 0; z < n; z++) {
    for (let y = 0; y < n; y++) for (let x = 0; x < n; x++, i++) out[i] = interpolate(resolution, coarse, x / 2, y / 2, z / 2)
  }
  return out
}

function bandCentres(nyquist: number): number[] {
  const centres: number[] = []
  const steps = Math.max(1, Math.round(Math.log(nyquist / FIRST_SHELL) / Math.log(BAND_RATIO)))
  for (let i = 0; i <= steps; i++) centres.push(FIRST_SHELL * (nyquist / FIRST_SHELL) ** (i / steps))
  return centres
}

/** Correlation of the halves in one band within Gaussian windows, on a cube of `size` samples that spans the box. */
function bandCorrelation(fa: Float32Array, fb: Float32Array, n: number, centre: number): { readonly size: number; readonly data: Float32Array } {
  const width = Math.max(BAND_WIDTH * centre, 0.75)
  const reach = Math.min(n >> 1, Math.ceil(centre + 2 * width))
  // A multiple of 4: good transform lengths, and the window sums halve the grid.
  const size = Math.min(2 * Math.ceil(n / 2), 4 * Math.ceil((2 * reach + 1) / 4))
  const pair = bandPair(fa, fb, n, size, centre, width)
  fft3(pair, size, 'inverse')
  const [cross, squareA, squareB] = [0, 1, 2].map(() => new Float32Array(size ** 3))
  for (let i = 0; i < cross.length; i++) {
    const a = pair[2 * i]
    const b = pair[2 * i + 1]
    cross[i] = a * b
    squareA[i] = a * a
    squareB[i] = b * b
  }
  const sigma = (WINDOW_WAVELENGTHS * size) / centre
  const ab = windowSums(cross, size, sigma)
  const aa = windowSums(squareA, size, sigma).data
  const bb = windowSums(squareB, size, sigma).data
  const data = ab.data.map((value, i) => (aa[i] * bb[i] > 0 ? value / Math.sqrt(aa[i] * bb[i]) : 0))
  return { size: ab.size, data }
}

/**
 * The central size³ coefficients (size even) of two Hermitian transforms, weighted by a Gaussian shell around `centre` and by nothing beyond Nyquist, as
 * A + iB: the inverse transform has the two real maps as its parts. Signs alternate, which puts the origin at size / 2.
 */
function bandPair(fa: Float32Array, fb: Float32Array, n: number, size: number, centre: number, width: number): Float32Array {
  const out = new Float32Array(2 * size ** 3)
  const half = (size >> 1) - 1
  const furthest = Math.min(n / 2, centre + 2 * width) ** 2
  // e^{−ln 2 · x²} is one half at x = 1.
  const gain = Float64Array.from({ length: 3 * half * half + 1 }, (_, r2) => (r2 > furthest ? 0 : Math.exp(-Math.LN2 * ((Math.sqrt(r2) - centre) / width) ** 2)))
  const [source, target] = [n, size].map(length => Int32Array.from({ length: 2 * half + 1 }, (_, i) => (i - half + length) % length))
  for (let z = -half; z <= half; z++) {
    for (let y = -half; y <= half; y++) {
      const zy = z * z + y * y
      if (zy > furthest) continue
      const from = (source[z + half] * n + source[y + half]) * n
      const to = (target[z + half] * size + target[y + half]) * size
      for (let x = -half; x <= half; x++) {
        const factor = (z + y + x) & 1 ? -gain[zy + x * x] : gain[zy + x * x]
        const p = 2 * (from + source[x + half])
        const q = 2 * (to + target[x + half])
        out[q] = factor * (fa[p] - fb[p + 1])
        out[q + 1] = factor * (fa[p + 1] + fb[p])
      }
    }
  }
  return out
}

/** Trilinear; beyond the last sample its value is held. */
function interpolate(data: Float32Array, size: number, x: number, y: number, z: number): number {
  const last = size - 1
  const x0 = Math.min(last, x | 0)
  const y0 = Math.min(last, y | 0)
  const z0 = Math.min(last, z | 0)
  const x1 = Math.min(last, x0 + 1) - x0
  const row = y0 < last ? size : 0
  const plane = z0 < last ? size * size : 0
  const fx = Math.min(1, x - x0)
  const fy = Math.min(1, y - y0)
  const fz = Math.min(1, z - z0)
  const at = (z0 * size + y0) * size + x0
  const along = (p: number): number => data[p] + fx * (data[p + x1] - data[p])
  const near = along(at) + fy * (along(at + row) - along(at))
  const far = along(at + plane) + fy * (along(at + plane + row) - along(at + plane))
  return near + fz * (far - near)
}
