import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { angleBetween } from '../../../src/main/numerics/rotations.ts'
import { SimulateOptions } from '../../../src/main/simulate/options.ts'
import { drawParticle } from '../../../src/main/simulate/particle.ts'
import { mean, NO_CTF, simulatedSets, SMALL, spread } from './simulated.ts'

const { csv, hash, images, make, path } = simulatedSets()

/** What the neighbours alone add to each image: the same set with and without them. */
function added(crowded: string, alone: string): { box: number; image: (particle: number) => Float32Array; particle: (particle: number) => Float32Array } {
  const { box, data } = images(crowded)
  const own = images(alone).data
  const part = (i: number): [number, number] => [i * box * box, (i + 1) * box * box]
  return { box, image: i => data.slice(...part(i)).map((value, p) => value - own[i * box * box + p]), particle: i => own.slice(...part(i)) }
}
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0)
const power = (values: Float32Array): number => values.reduce((total, value) => total + value * value, 0)

test('a neighbour is a whole copy, 0.8 to 1.2 diameters away, where neighbours.csv says', async () => {
  // A pixel so large that particle and neighbour both fit into the image.
  const small = { ...NO_CTF, states: 'as-is', pixelSize: 16, shift: 1, particles: 120 } as const
  await Promise.all([make('small alone', small), make('small crowd', { ...small, neighbours: 1 })])
  const { box, image, particle } = added('small crowd', 'small alone')
  const neighbours = csv('small crowd', 'neighbours.csv')
  expect(neighbours).toHaveLength(120)
  const centre = (values: Float32Array): number[] => [0, 1].map(axis => values.reduce((total, value, p) => total + value * ((axis === 0 ? p % box : Math.floor(p / box)) - box / 2), 0) / sum(values))
  const distances = neighbours.map(([index, x, y]) => {
    const [other, own] = [image(index - 1), particle(index - 1)]
    // Ringing at the edge of the image carries a thousandth of the mass out of it.
    expect(Math.abs(sum(other) / sum(own) - 1)).toBeLessThan(0.005)
    const [to, from] = [centre(other), centre(own)]
    expect(Math.hypot(to[0] - x, to[1] - y)).toBeLessThan(0.05)
    return Math.hypot(to[0] - from[0], to[1] - from[1])
  })
  // Uniform between 0.8 and 1.2 diameters: the ends are 1.5 apart, the mean is one diameter.
  const diameter = mean(distances)
  expect(Math.min(...distances) / diameter).toBeGreaterThan(0.77)
  expect(Math.max(...distances) / diameter).toBeLessThan(1.23)
  expect(Math.max(...distances) / Math.min(...distances)).toBeGreaterThan(1.4)
  const [x, y] = [1, 2].map(column => mean(neighbours.map(row => row[column])) / diameter)
  expect(Math.hypot(x, y)).toBeLessThan(0.3)
})

test('power grows outside the particle, on the neighbour’s side of the image and not on the other', async () => {
  const set = { snr: null, states: 'as-is', shift: 0, particles: 60 } as const
  await Promise.all([make('alone', set), make('crowd', { ...set, neighbours: 1 })])
  const { box, image, particle } = added('crowd', 'alone')
  const at = (p: number): [number, number] => [(p % box) - box / 2, Math.floor(p / box) - box / 2]
  const outside = (values: Float32Array): Float32Array => values.filter((_, p) => Math.hypot(...at(p)) > 0.33 * box)
  const [before, after] = [0, 1].map(crowded => mean(Array.from({ length: 60 }, (_, i) => power(outside(crowded ? image(i).map((value, p) => value + particle(i)[p]) : particle(i))))))
  expect(after / before).toBeGreaterThan(3)
  const [near, far] = [1, -1].map(side => mean(csv('crowd', 'neighbours.csv').map(([index, x, y]) => power(image(index - 1).filter((_, p) => side * (at(p)[0] * x + at(p)[1] * y) > 0)))))
  expect(far / near).toBeLessThan(0.05)
})

test('the image’s edge cuts a neighbour off: a larger box shows the same and the rest of it', async () => {
  const set = { snr: null, pixelSize: 5, resolution: 15, particles: 24 } as const
  await Promise.all([make('narrow alone', set), make('narrow crowd', { ...set, neighbours: 1 })])
  await Promise.all([make('wide alone', { ...set, box: 64 }), make('wide crowd', { ...set, box: 64, neighbours: 1 })])
  const [narrow, wide] = [added('narrow crowd', 'narrow alone'), added('wide crowd', 'wide alone')]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < 24; i++) {
    const [cut, whole] = [narrow.image(i), wide.image(i)]
    cut.forEach((value, p) => {
      const same = whole[(16 + (p >> 5)) * 64 + 16 + (p & 31)]
      ab += value * same
      aa += value * value
      bb += same * same
    })
  }
  expect(ab / Math.sqrt(aa * bb)).toBeGreaterThan(0.995)
})

test('some particles have one, the others are as they were; classes and poses stay', async () => {
  const set = { particles: 300, junk: 0.1 } as const
  await Promise.all([make('none', set), make('some', { ...set, neighbours: 0.3 })])
  const { image } = added('some', 'none')
  const crowded = new Set(csv('some', 'neighbours.csv').map(([index]) => index - 1))
  // 300 draws at 0.3: 90 ± 8.
  expect(Math.abs(crowded.size - 90)).toBeLessThan(28)
  for (let i = 0; i < 300; i++) expect(power(image(i)) > 0, `particle ${i + 1}`).toBe(crowded.has(i))
  for (const file of ['particles.star', 'truth.csv', 'junk.csv', 'gt_class1.mrc']) expect(hash('some', file)).toBe(hash('none', file))
  expect(existsSync(path('none', 'neighbours.csv'))).toBe(false)
})

test('a neighbour shares the contrast of the ice', async () => {
  const set = { ...NO_CTF, pixelSize: 16, neighbours: 1 } satisfies Partial<SimulateOptions>
  await Promise.all([make('thin', set), make('varied', { ...set, contrastSpread: 0.2 })])
  const [even, varied] = ['thin', 'varied'].map(name => images(name).data)
  for (let i = 0; i < 40; i++) {
    const [a, b] = [even, varied].map(data => data.subarray(1024 * i, 1024 * (i + 1)))
    const factor = sum(b) / sum(a)
    expect(Math.sqrt(power(b.map((value, p) => value - factor * a[p])) / power(b))).toBeLessThan(1e-5)
  }
})

test('a neighbour is drawn by itself: its state, rotation and motion are not the particle’s', () => {
  const options = SimulateOptions.parse({ ...SMALL, output: 'nowhere', neighbours: 1, motion: 8 })
  const pairs = Array.from({ length: 400 }, (_, i) => {
    const { neighbour, ...particle } = drawParticle(options, seededRandom(3), i, { chances: [0.25, 1], hinges: 1, diameter: 20 })
    return [particle, neighbour!] as const
  })
  // Of independent draws of 1/4 and 3/4, 5/8 are alike; random rotations are 126° apart on average.
  expect(Math.abs(mean(pairs.map(([own, other]) => (own.state === other.state ? 1 : 0))) - 5 / 8)).toBeLessThan(0.1)
  expect(Math.abs(mean(pairs.map(([, other]) => other.state)) - 0.75)).toBeLessThan(0.09)
  expect(Math.abs(mean(pairs.map(([own, other]) => angleBetween(own.truth.rotation, other.truth.rotation))) - 126.5)).toBeLessThan(8)
  expect(Math.abs(mean(pairs.map(([own, other]) => own.turns[0] * other.turns[0])) / 64)).toBeLessThan(0.2)
  expect(Math.abs(spread(pairs.map(([, other]) => other.turns[0])) / 8 - 1)).toBeLessThan(0.15)
})
