import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { randomRotation } from '../../../src/main/numerics/rotations.ts'
import { atomMap } from '../../../src/main/simulate/atomMap.ts'
import { atomProjector, type Scatterers } from '../../../src/main/simulate/atomProjector.ts'
import { fourierToImage } from '../../../src/main/numerics/fft2.ts'

const upright = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)

function cloud(count: number, radius: number): Scatterers {
  const random = seededRandom(5)
  return {
    count,
    position: Float64Array.from({ length: 3 * count }, () => radius * (2 * random.uniform() - 1)),
    weight: Float64Array.from({ length: count }, () => 1 + random.integer(8)),
  }
}

/** Σ w exp(−2πi k·(A r)/box) · Gaussian, term by term. */
function exact(atoms: Scatterers, matrix: Float64Array, kx: number, ky: number, box: number, sigma: number): [number, number] {
  let [re, im] = [0, 0]
  for (let i = 0; i < atoms.count; i++) {
    const [x, y, z] = atoms.position.subarray(3 * i, 3 * i + 3)
    const phase = (-2 * Math.PI * (kx * (matrix[0] * x + matrix[1] * y + matrix[2] * z) + ky * (matrix[3] * x + matrix[4] * y + matrix[5] * z))) / box
    re += atoms.weight[i] * Math.cos(phase)
    im += atoms.weight[i] * Math.sin(phase)
  }
  const gaussian = Math.exp(-2 * Math.PI ** 2 * sigma ** 2 * (kx ** 2 + ky ** 2) / box ** 2)
  return [re * gaussian, im * gaussian]
}

test.each([32, 27])('box %i: projections equal the sum over the atoms at every frequency', box => {
  const atoms = cloud(300, box / 4)
  const sigma = 0.4
  const projector = atomProjector(box, sigma)
  const random = seededRandom(1)
  const out = new Float64Array(2 * box * box)
  for (let trial = 0; trial < 3; trial++) {
    const matrix = randomRotation(random)
    projector.project(atoms, matrix, out)
    let [error, power, lowError, lowPower] = [0, 0, 0, 0]
    for (let ky = -((box - 1) >> 1); 2 * ky < box; ky++) {
      for (let kx = -((box - 1) >> 1); 2 * kx < box; kx++) {
        const [re, im] = exact(atoms, matrix, kx, ky, box, sigma)
        const i = 2 * (((ky + box) % box) * box + ((kx + box) % box))
        const off = (out[i] - re) ** 2 + (out[i + 1] - im) ** 2
        error += off
        power += re * re + im * im
        if (Math.hypot(kx, ky) > box / 4) continue
        lowError += off
        lowPower += re * re + im * im
      }
    }
    expect(Math.sqrt(error / power)).toBeLessThan(0.003)
    expect(Math.sqrt(lowError / lowPower)).toBeLessThan(0.0005)
  }
})

test('the map sums along the beam to its projection, from any side', () => {
  const box = 24
  const atoms = cloud(100, 6)
  const projector = atomProjector(box, 0.8)
  const { data } = atomMap(projector, atoms, 3, 2)
  const out = new Float64Array(2 * box * box)
  const image = new Float64Array(box * box)
  // Rows of the matrices: which object axes the image's x and y are; the sum runs along the third.
  const views = [
    { matrix: upright, voxel: (x: number, y: number, d: number) => (d * box + y) * box + x },
    { matrix: Float64Array.of(0, 1, 0, 0, 0, 1, 1, 0, 0), voxel: (x: number, y: number, d: number) => (y * box + x) * box + d },
    { matrix: Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0), voxel: (x: number, y: number, d: number) => (x * box + d) * box + y },
  ]
  for (const { matrix, voxel } of views) {
    projector.project(atoms, matrix, out)
    fourierToImage(out, box, image)
    const largest = Math.max(...image)
    for (let y = 0; y < box; y++) {
      for (let x = 0; x < box; x++) {
        let sum = 0
        for (let d = 0; d < box; d++) sum += data[voxel(x, y, d)]
        expect(Math.abs(sum - 2 * image[y * box + x])).toBeLessThan(2e-3 * largest)
      }
    }
  }
})

test('an atom lies on its voxel: x fastest, the origin at box >> 1', () => {
  const box = 16
  const { data } = atomMap(atomProjector(box, 0.7), { count: 1, position: Float64Array.of(2, -3, 4), weight: Float64Array.of(6) }, 1, 1)
  expect(data.indexOf(Math.max(...data))).toBe(((8 + 4) * box + (8 - 3)) * box + (8 + 2))
  expect(data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(6, 3)
})
