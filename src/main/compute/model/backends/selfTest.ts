import type { Tensor, Tensor2D, Tensor5D } from '@tensorflow/tfjs'
import { seededRandom, type Random } from '../../../numerics/rng.ts'
import { conv3d, conv3dTranspose } from '../convolution.ts'
import type { Backend, SelfTest, Tf } from './backend.ts'

/** Gradients that are further off, relative to the largest, do not train. Cards that multiply with 10-bit mantissas stay below a tenth of it. */
const LARGEST_ERROR = 1e-2

/**
 * What every backend must do before it is trusted: a right matrix product, timed, and right gradients of 3D convolution and of its transpose.
 * Leaves no tensor behind. Throws an Error with the reason in one line where it fails.
 */
export async function selfTest({ tf }: Pick<Backend, 'tf'>): Promise<SelfTest> {
  const gigaflops = await matrixProduct(tf)
  const convolutionError = await gradientError(tf)
  if (!(convolutionError <= LARGEST_ERROR)) throw new Error(`its gradients of 3D convolution are off by ${(100 * convolutionError).toPrecision(2)} % of the largest`)
  return { gigaflops, convolutionError }
}

/** A device that takes longer than this for a 256³ product, in ms, is not made to do 1024³. */
const SLOW = 60
/** Time to measure for, in ms. */
const MEASURE = 200

/** 10⁹ operations a second, 2n³ to a product. */
async function matrixProduct(tf: Tf): Promise<number> {
  const small = await timedProduct(tf, 256)
  return small.milliseconds > SLOW ? small.gigaflops : (await timedProduct(tf, 1024)).gigaflops
}

async function timedProduct(tf: Tf, n: number): Promise<{ readonly milliseconds: number; readonly gigaflops: number }> {
  const random = seededRandom(n)
  const left = values(random, n * n), right = values(random, n * n)
  const a = tf.tensor2d(left, [n, n]), b = tf.tensor2d(right, [n, n])
  const warm = tf.matMul(a, b)
  const product = await warm.data()
  warm.dispose()
  for (let check = 0; check < 32; check++) {
    const row = random.integer(n), column = random.integer(n)
    let expected = 0
    for (let k = 0; k < n; k++) expected += left[row * n + k] * right[k * n + column]
    // A product of n pairs of uniform numbers spreads by √n / 3.
    if (!(Math.abs(product[row * n + column] - expected) < (LARGEST_ERROR * Math.sqrt(n)) / 3)) throw new Error(`its ${n} × ${n} matrix product is wrong: ${product[row * n + column]} for ${expected}`)
  }
  const once = await time(tf, a, b, 1)
  const rounds = Math.max(1, Math.min(100, Math.floor(MEASURE / once)))
  const milliseconds = Math.min(once, await time(tf, a, b, rounds))
  tf.dispose([a, b])
  return { milliseconds, gigaflops: (2 * n ** 3) / (milliseconds * 1e6) }
}

/** Milliseconds a product; cards work in the order of the calls, so that one value read at the end waits for all. */
async function time(tf: Tf, a: Tensor2D, b: Tensor2D, rounds: number): Promise<number> {
  const start = performance.now()
  const corner = tf.tidy(() => {
    for (let i = 1; i < rounds; i++) tf.matMul(a, b).dispose()
    return tf.slice(tf.matMul(a, b), [0, 0], [1, 1])
  })
  await corner.data()
  corner.dispose()
  return (performance.now() - start) / rounds
}

const values = (random: Random, count: number): Float32Array => Float32Array.from({ length: count }, () => 2 * random.uniform() - 1)

type Forward = (x: Tensor5D, kernel: Tensor5D) => Tensor5D
type Shape = [number, number, number, number, number]

/** Largest deviation from finite differences over both convolutions at strides 1 and 2, relative to the largest value of the same gradient. */
async function gradientError(tf: Tf): Promise<number> {
  const kernel: Shape = [3, 3, 3, 2, 3]
  let worst = 0
  for (const stride of [1, 2]) {
    const fine: Shape = [2, 6, 6, 6, 2], coarse: Shape = [2, 6 / stride, 6 / stride, 6 / stride, 3]
    const forward = await deviation(tf, (x, k) => conv3d(tf, x, k, stride), [fine, kernel, coarse])
    const transposed = await deviation(tf, (x, k) => conv3dTranspose(tf, x, k, fine, stride), [coarse, kernel, fine])
    worst = Math.max(worst, ...forward, ...transposed)
    if (Number.isNaN(forward[0] + forward[1] + transposed[0] + transposed[1])) return Number.NaN
  }
  return worst
}

/** Values of each argument that are moved. */
const PROBES = 6
/** Both convolutions are linear in either argument, so a wide step is exact and drowns rounding. */
const STEP = 0.5

/** Of the gradients of ⟨forward(x, kernel), q⟩ in x and in the kernel. */
async function deviation(tf: Tf, forward: Forward, shapes: readonly [Shape, Shape, Shape]): Promise<number[]> {
  const random = seededRandom(shapes[0][1])
  const [x, kernel, q] = shapes.map(shape => values(random, shape.reduce((product, length) => product * length, 1)))
  const of = (data: Float32Array, i: number): Tensor5D => tf.tensor5d(data, shapes[i])
  const gradients = await readAll(tf.tidy(() => tf.grads((x: Tensor, kernel: Tensor) => tf.sum(tf.mul(forward(x as Tensor5D, kernel as Tensor5D), of(q, 2))))([of(x, 0), of(kernel, 1)])))
  const errors: number[] = []
  for (const [argument, values] of [x, kernel].entries()) {
    const probes = Array.from({ length: PROBES }, () => random.integer(values.length))
    const outputs = await readAll(tf.tidy(() => probes.flatMap(probe => [STEP, -STEP].map(step => {
      const moved = values.slice()
      moved[probe] += step
      return argument === 0 ? forward(of(moved, 0), of(kernel, 1)) : forward(of(x, 0), of(moved, 1))
    }))))
    const differences = probes.map((_, i) => q.reduce((sum, weight, j) => sum + weight * (outputs[2 * i][j] - outputs[2 * i + 1][j]), 0) / (2 * STEP))
    const largest = Math.max(...differences.map(Math.abs))
    errors.push(Math.max(...probes.map((probe, i) => Math.abs(gradients[argument][probe] - differences[i]))) / largest)
  }
  return errors
}

async function readAll(tensors: readonly Tensor[]): Promise<ArrayLike<number>[]> {
  const data = await Promise.all(tensors.map(tensor => tensor.data()))
  for (const tensor of tensors) tensor.dispose()
  return data
}
