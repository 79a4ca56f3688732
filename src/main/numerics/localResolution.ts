import { fourierPairToVolumes, volumePairToFourier } from './fft3.ts'
import { FSC_THRESHOLD } from './fsc.ts'
import { windowSums } from './windowSums.ts'

/** Neighbouring bands' centres differ by this factor; each reaches half way to its neighbours' neighbours. */
const BAND_RATIO = 1.15
/** Half-width of a band at half height, as a fraction of its centre. */
const BAND_WIDTH = 0.075
/** σ of the Gaussian window in wavelengths of the band's centre: (2√π · 1.5)³ · 4π · 0.15 ≈ 280 independent numbers in a window. */
const WINDOW_WAVELENGTHS = 1.5
/** Centre of the first band, shells. */
const FIRST_SHELL = 3

/**
 * Local resolution of two half-maps [n³] in Å, at every voxel: the frequency at which the local Fourier shell correlation first falls below 0.143.
 * The windowed FSC of Cardone, Heymann & Steven (2013), evaluated in real space as SPHIRE's sxlocres does: both maps are band-passed to a shell and
 * the correlation coefficient of the results is taken within a window around the voxel. Here bands are 15 % apart, and the window
 * is a Gaussian that shrinks with the wavelength (σ = 1.5 λ), so that every band is judged by the same number of independent values
 * (standard error of the correlation of noise about 0.06). Because maps are filtered before they are windowed, no strong low frequency
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
  const size = Math.min(n, 4 * Math.ceil((2 * reach + 1) / 4))
  const bandA = croppedBand(fa, n, size, centre, width)
  const bandB = croppedBand(fb, n, size, centre, width)
  const voxels = size ** 3
  const [va, vb] = [new Float32Array(voxels), new Float32Array(voxels)]
  fourierPairToVolumes(bandA, bandB, size, va, vb)
  const cross = va.map((value, i) => value * vb[i])
  for (let i = 0; i < voxels; i++) {
    va[i] *= va[i]
    vb[i] *= vb[i]
  }
  const sigma = (WINDOW_WAVELENGTHS * size) / centre
  const ab = windowSums(cross, size, sigma)
  const aa = windowSums(va, size, sigma).data
  const bb = windowSums(vb, size, sigma).data
  const data = ab.data.map((value, i) => (aa[i] * bb[i] > 0 ? value / Math.sqrt(aa[i] * bb[i]) : 0))
  return { size: ab.size, data }
}

/** The central size³ coefficients of a transform, weighted by a Gaussian shell around `centre`; nothing beyond Nyquist. */
function croppedBand(data: Float32Array, n: number, size: number, centre: number, width: number): Float32Array {
  const out = new Float32Array(2 * size ** 3)
  const half = (size - 1) >> 1
  // e^{−ln 2 · x²} is one half at x = 1.
  const gain = Float64Array.from({ length: 3 * half * half + 1 }, (_, r2) => (r2 > (n / 2) ** 2 ? 0 : Math.exp(-Math.LN2 * ((Math.sqrt(r2) - centre) / width) ** 2)))
  for (let z = -half; z <= half; z++) {
    for (let y = -half; y <= half; y++) {
      const from = (((z + n) % n) * n + ((y + n) % n)) * n
      const to = (((z + size) % size) * size + ((y + size) % size)) * size
      for (let x = -half; x <= half; x++) {
        const factor = gain[x * x + y * y + z * z]
        const p = 2 * (from + ((x + n) % n))
        const q = 2 * (to + ((x + size) % size))
        out[q] = factor * data[p]
        out[q + 1] = factor * data[p + 1]
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
