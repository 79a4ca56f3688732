import type { Tensor, Variable } from '@tensorflow/tfjs'
import { seededRandom } from '../../numerics/rng.ts'
import type { Tf } from './backends/backend.ts'
import { PROXIMITY } from './graphTensors.ts'
import { DECODED, type NetworkOptions, type Weights } from './jobs.ts'

export type Parameters = Readonly<Record<string, Variable>>

/** How a parameter starts: at a constant, or normally distributed about 0. */
type Start = { readonly shape: readonly number[]; readonly value?: number; readonly deviation?: number }

/** Channels of the encoder's three convolutions; the decoder mirrors them. */
export const CONVOLUTIONS = [8, 16, 32] as const
export const LATENT = 16
const INNER = (DECODED / 8) ** 3 * CONVOLUTIONS[2]

/**
 * Every parameter's shape and start. What multiplies the evidence starts at one and what adds to it at zero, so that the
 * untrained network is the likelihood; the others are of unit gain, but that the class decides most of what is decoded, and
 * that little is: so a map for each class is there after some twenty steps.
 */
function starts(nodes: number, channels: number, classes: number, o: NetworkOptions): Record<string, Start> {
  const { width: H } = o, gain = 1 / Math.sqrt(H), place = 3 + o.embedding
  const out: Record<string, Start> = {
    embedding: { shape: [nodes, o.embedding], deviation: 0.3 },
    'in.density': { shape: [channels, H], deviation: 1 / Math.sqrt(channels) }, 'in.place': { shape: [place, H], deviation: 0.3 }, 'in.bias': { shape: [H], value: 0 },
  }
  for (let l = 0; l < o.layers; l++) {
    Object.assign(out, {
      [`${l}.message`]: { shape: [H, H], deviation: gain }, [`${l}.messageBias`]: { shape: [H], value: 0 },
      [`${l}.attention`]: { shape: [H, 1], deviation: 0.5 * gain }, [`${l}.proximity`]: { shape: [PROXIMITY], value: 0 },
      [`${l}.own`]: { shape: [H, H], deviation: gain }, [`${l}.received`]: { shape: [H, H], deviation: gain }, [`${l}.bias`]: { shape: [H], value: 0 },
    })
  }
  return Object.assign(out, {
    'pool.state': { shape: [H, o.heads], deviation: gain }, 'pool.place': { shape: [place, o.heads], deviation: 0.3 },
    'read.gate': { shape: [H, 1], value: 0 }, 'read.trust0': { shape: [nodes, classes], value: 1 }, 'read.trust1': { shape: [nodes, classes], value: 1 }, 'read.density': { shape: [nodes, classes], value: 0 },
    'read.temperature': { shape: [H, 1], value: 0 }, 'read.share': { shape: [H, 1], value: 0 }, 'read.low': { shape: [1], value: 0 }, 'read.scale': { shape: [1], value: 0 }, 'read.class': { shape: [H, classes], value: 0 },
    'encode.0': { shape: [3, 3, 3, 1, CONVOLUTIONS[0]], deviation: 1 / Math.sqrt(27) },
    'encode.1': { shape: [3, 3, 3, CONVOLUTIONS[0], CONVOLUTIONS[1]], deviation: 1 / Math.sqrt(27 * CONVOLUTIONS[0]) },
    'encode.2': { shape: [3, 3, 3, CONVOLUTIONS[1], CONVOLUTIONS[2]], deviation: 1 / Math.sqrt(27 * CONVOLUTIONS[1]) },
    'encode.latent': { shape: [INNER, LATENT], deviation: 1 / Math.sqrt(INNER) },
    'decode.latent': { shape: [LATENT + H, INNER], deviation: 1 / Math.sqrt(LATENT + H) }, 'decode.class': { shape: [classes, INNER], deviation: 2 },
    'decode.2': { shape: [3, 3, 3, CONVOLUTIONS[1], CONVOLUTIONS[2]], deviation: 1 / Math.sqrt(4 * CONVOLUTIONS[2]) },
    'decode.1': { shape: [3, 3, 3, CONVOLUTIONS[0], CONVOLUTIONS[1]], deviation: 1 / Math.sqrt(4 * CONVOLUTIONS[1]) },
    'decode.0': { shape: [3, 3, 3, 1, CONVOLUTIONS[0]], deviation: 0.1 / Math.sqrt(CONVOLUTIONS[0]) },
  })
}

/** Whether a parameter is the autoencoder's. */
export const isAutoencoder = (name: string): boolean => /^(?:en|de)code\./.test(name)

/** Fresh parameters; the same seed gives the same numbers on every backend. */
export function createParameters(tf: Tf, nodes: number, channels: number, classes: number, options: NetworkOptions): Parameters {
  return Object.fromEntries(Object.entries(starts(nodes, channels, classes, options)).map(([name, { shape, value, deviation }]) => {
    const random = seededRandom(options.seed).fork(name)
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => value ?? random.normal() * deviation!)
    return [name, tf.tidy(() => tf.variable(tf.tensor(values, [...shape]), true))]
  }))
}

/** The numbers of all parameters as one vector, in their order. */
export async function flatten(tf: Tf, tensors: readonly Tensor[]): Promise<Float32Array> {
  const flat = tf.tidy(() => tf.concat(tensors.map(tensor => tf.reshape(tensor, [-1]))))
  const values = await flat.data() as Float32Array
  flat.dispose()
  return values
}

export function assign(tf: Tf, parameters: Parameters, values: Float32Array): void {
  for (const [variable, part] of partsOf(parameters, values)) tf.tidy(() => { variable.assign(tf.tensor(part, variable.shape)) })
}

/** By name and shape, as they are kept in a model file. */
export const toWeights = (parameters: Parameters, values: Float32Array): Weights =>
  Object.fromEntries(Array.from(partsOf(parameters, values), ([{ shape }, part], i) => [Object.keys(parameters)[i], { shape, values: part.slice() }]))

export function assignWeights(tf: Tf, parameters: Parameters, weights: Weights): void {
  for (const [name, variable] of Object.entries(parameters)) {
    const { shape, values } = weights[name]
    tf.tidy(() => { variable.assign(tf.tensor(values, [...shape])) })
  }
}

export const parameterCount = (parameters: Parameters): number => Object.values(parameters).reduce((sum, variable) => sum + variable.size, 0)

function* partsOf(parameters: Parameters, values: Float32Array): Generator<[Variable, Float32Array]> {
  let from = 0
  for (const variable of Object.values(parameters)) {
    yield [variable, values.subarray(from, from + variable.size)]
    from += variable.size
  }
}
