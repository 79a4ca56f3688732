import type { Tensor, Tensor2D, Tensor5D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'
import { conv3d, conv3dTranspose } from './convolution.ts'
import { DECODED } from './jobs.ts'
import { CONVOLUTIONS, type Parameters } from './parameters.ts'

/**
 * The class-conditioned autoencoder: three strided 3D convolutions make a latent vector of a particle's back-projected
 * density, and three transposed ones a map of that vector, φ and the class.
 * volumes: [items × DECODED³ × 1]; pooled: [items × width]; classes: [items × classes], probabilities.
 * Returns [items × DECODED³]: class differences, in units of their standard deviation.
 */
export function decode(tf: Tf, p: Parameters, latent: Tensor2D, pooled: Tensor2D, classes: Tensor2D): Tensor2D {
  const items = latent.shape[0], small = DECODED / 8
  const seed = tf.elu(tf.add(tf.matMul(tf.concat([latent, pooled], 1), p['decode.latent'] as Tensor2D), tf.matMul(classes, p['decode.class'] as Tensor2D)))
  let x = tf.reshape(seed, [items, small, small, small, CONVOLUTIONS[2]]) as Tensor5D
  for (const [step, channels] of [[2, CONVOLUTIONS[1]], [1, CONVOLUTIONS[0]], [0, 1]] as const) {
    const side = DECODED / 2 ** step
    const y = conv3dTranspose(tf, x, p[`decode.${step}`] as unknown as Tensor5D, [items, side, side, side, channels], 2)
    x = (step === 0 ? y : tf.elu(y)) as Tensor5D
  }
  return tf.reshape(x, [items, DECODED ** 3])
}

export function encode(tf: Tf, p: Parameters, volumes: Tensor): Tensor2D {
  let x = tf.reshape(volumes, [-1, DECODED, DECODED, DECODED, 1]) as Tensor5D
  for (const step of [0, 1, 2]) x = tf.elu(conv3d(tf, x, p[`encode.${step}`] as unknown as Tensor5D, 2))
  return tf.tanh(tf.matMul(tf.reshape(x, [x.shape[0], -1]) as Tensor2D, p['encode.latent'] as Tensor2D))
}
