import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'
import type { GraphTensors } from './graphTensors.ts'
import type { Parameters } from './parameters.ts'

/** A batch of particles on the graph. */
export type Batch = {
  /** [nodes × items × channels], standardised by node and channel. */
  readonly states: Tensor3D
  /** [nodes × items] densities, standardised. */
  readonly density: Tensor2D
  /** Of all frequencies and of the low ones: [nodes × items × classes] shares of the evidence, in units of log-likelihood. */
  readonly evidence: readonly [Tensor3D, Tensor3D]
  /** [items × classes] each. */
  readonly energies: readonly [Tensor2D, Tensor2D]
}

/** What brings pooled states to mean 0 and deviation 1, measured once on the untrained network. */
export type Affine = { readonly mean: Tensor1D; readonly deviation: Tensor1D }

export type Outcome = {
  /** [items × classes] */
  readonly logits: Tensor2D
  /** [items × width] φ, what pooling makes of the graph. */
  readonly pooled: Tensor2D
}

/**
 * The message-passing network over the voxel graph (design §4.7):
 *   h = elu(W x + U (coordinates, embedding))                                  node states
 *   m = elu(W h), l_ij = t(h_j) + p_ij, h' = h + elu(U h + V Σ_j softmax_j(l_ij) m_j)      layers: messages, attention over density and proximity
 *   φ = attention pooling of h
 *   ℓ_k = 2 Σ_v g_v ω_vk e_vk − E_k,  g_v = 2 σ(w·h_v)                                        evidence, node by node; ℓ' the same at low frequencies
 *   logit_k = log π_k + e^{s + u·φ} ℓ_k + (c + u'·φ) ℓ'_k + Σ_v g_v δ_vk b_v + (W φ)_k
 * e_vk: node v's share of the evidence for class k, E_k its energy, b_v its density. At the start ω = g = 1 and
 * s = u = u' = c = δ = W = 0: the logits are those of the likelihood, and what is learned is where to trust it.
 */
export function forward(tf: Tf, p: Parameters, graph: GraphTensors, batch: Batch, logPrior: Tensor1D, affine: Affine | null, options: { readonly layers: number; readonly heads: number }): Outcome {
  const [nodes, items, channels] = batch.states.shape
  const width = p['in.bias'].shape[0]
  const place = tf.concat([graph.coordinates, p.embedding as Tensor2D], 1)
  const fixed = tf.add(tf.matMul(place, p['in.place'] as Tensor2D), p['in.bias'])
  let h: Tensor = tf.elu(tf.add(tf.reshape(tf.matMul(tf.reshape(batch.states, [nodes * items, channels]), p['in.density'] as Tensor2D), [nodes, items, width]), tf.reshape(fixed, [nodes, 1, width])))
  h = tf.reshape(h, [nodes * items, width])
  for (let l = 0; l < options.layers; l++) h = layer(tf, p, l, graph, h as Tensor2D, items)
  const pooled = pool(tf, p, h as Tensor2D, place, items, options.heads)
  const normal = affine ? tf.div(tf.sub(pooled, affine.mean), affine.deviation) as Tensor2D : pooled
  const gate = tf.mul(tf.sigmoid(tf.reshape(tf.matMul(h as Tensor2D, p['read.gate'] as Tensor2D), [nodes, items])), 2)
  const classes = logPrior.shape[0]
  const likelihood = [0, 1].map(band => {
    const trusted = tf.mul(tf.mul(batch.evidence[band], tf.reshape(gate, [nodes, items, 1])), tf.reshape(p[`read.trust${band}`], [nodes, 1, classes]))
    return tf.sub(tf.mul(tf.sum(trusted, 0), 2), batch.energies[band])
  })
  const temperature = tf.exp(tf.add(tf.matMul(normal, p['read.temperature'] as Tensor2D), p['read.scale']))
  const share = tf.add(tf.matMul(normal, p['read.share'] as Tensor2D), p['read.low'])
  const correction = tf.matMul(tf.mul(batch.density, gate) as Tensor2D, p['read.density'] as Tensor2D, true, false)
  const logits = tf.addN([
    tf.mul(likelihood[0], temperature), tf.mul(likelihood[1], share), correction, tf.matMul(normal, p['read.class'] as Tensor2D), tf.mul(tf.onesLike(batch.energies[0]), logPrior),
  ])
  return { logits: logits as Tensor2D, pooled: normal }
}

/** Attention logits that reach further than this decide alone. */
const STEEPEST = 4

/** One round of messages: attention whose logit is a source and a proximity term is two products with a [nodes × nodes] matrix. */
function layer(tf: Tf, p: Parameters, l: number, graph: GraphTensors, h: Tensor2D, items: number): Tensor2D {
  const [rows, width] = h.shape, { nodes } = graph
  const of = (name: string): Tensor2D => p[`${l}.${name}`] as Tensor2D
  const weights = tf.unstack(p[`${l}.proximity`])
  const near = tf.exp(tf.addN([graph.absent, ...graph.proximity.map((basis, i) => tf.mul(basis, weights[i]))])) as Tensor2D
  const message = tf.elu(tf.add(tf.matMul(h, of('message')), of('messageBias')))
  const attention = tf.exp(tf.mul(tf.tanh(tf.div(tf.matMul(h, of('attention')), STEEPEST)), STEEPEST))
  const sum = tf.matMul(near, tf.reshape(tf.mul(message, attention), [nodes, items * width]))
  const norm = tf.matMul(near, tf.reshape(attention, [nodes, items]))
  const received = tf.reshape(tf.div(tf.reshape(sum, [nodes, items, width]), tf.reshape(norm, [nodes, items, 1])), [rows, width])
  const update = tf.elu(tf.addN([tf.matMul(h, of('own')), tf.matMul(received as Tensor2D, of('received')), tf.mul(tf.onesLike(h), of('bias'))]))
  return tf.add(h, update)
}

/** Every head weighs the nodes by state and place and pools its share of the channels. */
function pool(tf: Tf, p: Parameters, h: Tensor2D, place: Tensor2D, items: number, heads: number): Tensor2D {
  const [rows, width] = h.shape, nodes = rows / items, share = width / heads
  const logits = tf.add(tf.reshape(tf.matMul(h, p['pool.state'] as Tensor2D), [nodes, items, heads]), tf.reshape(tf.matMul(place, p['pool.place'] as Tensor2D), [nodes, 1, heads]))
  const weight = tf.softmax(tf.transpose(tf.reshape(logits, [nodes, items * heads])))
  const byNode = tf.reshape(tf.transpose(weight), [nodes, items, heads, 1])
  const pooled = tf.sum(tf.mul(tf.reshape(h, [nodes, items, heads, share]), byNode), 0)
  return tf.reshape(pooled, [items, width])
}
