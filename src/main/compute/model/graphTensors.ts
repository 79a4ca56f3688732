import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'
import type { GraphInput } from './jobs.ts'

/** The graph as dense matrices: all particles share it, so a batch is one product with a [nodes × nodes] matrix. */
export type GraphTensors = {
  readonly nodes: number
  /** [nodes × 3] */
  readonly coordinates: Tensor2D
  /** [nodes × nodes] 0 on edges and on the diagonal, −1e4 elsewhere. */
  readonly absent: Tensor2D
  /** PROXIMITY × [nodes × nodes]: what the proximity of two nodes is a learned combination of. */
  readonly proximity: readonly Tensor[]
}

/** log correlation, distance, distance². */
export const PROXIMITY = 3

export function graphTensors(tf: Tf, graph: GraphInput): GraphTensors {
  const { nodes } = graph
  const absent = new Float32Array(nodes * nodes).fill(-1e4)
  const basis = Array.from({ length: PROXIMITY }, () => new Float32Array(nodes * nodes))
  const place = (i: number, j: number, weight: number, distance: number): void => {
    const at = i * nodes + j
    absent[at] = 0
    basis[0][at] = Math.log(weight + 1e-3)
    basis[1][at] = distance
    basis[2][at] = distance * distance
  }
  for (let n = 0; n < nodes; n++) place(n, n, 1, 0)
  graph.from.forEach((i, e) => {
    place(i, graph.to[e], graph.weight[e], graph.distance[e])
    place(graph.to[e], i, graph.weight[e], graph.distance[e])
  })
  return {
    nodes, coordinates: tf.tensor2d(graph.coordinates, [nodes, 3]), absent: tf.tensor2d(absent, [nodes, nodes]),
    proximity: basis.map(values => tf.tensor2d(values, [nodes, nodes])),
  }
}
