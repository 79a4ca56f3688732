import type { Tensor5D } from '@tensorflow/tfjs'
import type { Tf } from './backends/backend.ts'

/** [batch, z, y, x, channel]. */
export type MapShape = readonly [batch: number, z: number, y: number, x: number, channels: number]

/**
 * x [batch, z, y, x, channels] with a kernel [z, y, x, channels, output channels] gives [batch, ⌈z/stride⌉, ⌈y/stride⌉, ⌈x/stride⌉, output channels]:
 * cross-correlation with zeros outside ("same" padding, the larger margin at the end). Differentiable in both. The kernel is at least as wide as the stride.
 */
export function conv3d(tf: Tf, x: Tensor5D, kernel: Tensor5D, stride: number): Tensor5D {
  refuseGaps(kernel, stride)
  return tf.conv3d(x, kernel, stride, 'same')
}

/**
 * The adjoint of `conv3d` in its input: x [batch, ⌈z/stride⌉, …, output channels] with a kernel [z, y, x, channels, output channels] gives `outputShape`,
 * [batch, z, y, x, channels]; ⟨conv3d(u), x⟩ = ⟨u, conv3dTranspose(x)⟩ for every u. It is linear in x and in the kernel, so its gradients are
 * conv3d of dy, and conv3d's kernel gradient with dy as the input; TensorFlow.js registers none on any backend. Not differentiable twice.
 */
export function conv3dTranspose(tf: Tf, x: Tensor5D, kernel: Tensor5D, outputShape: MapShape, stride: number): Tensor5D {
  refuseGaps(kernel, stride)
  const transposed = tf.customGrad((...inputs) => {
    const [x, kernel, save] = inputs as unknown as [Tensor5D, Tensor5D, (tensors: Tensor5D[]) => void]
    save([x, kernel])
    return {
      value: tf.conv3dTranspose(x, kernel, [...outputShape], stride, 'same'),
      gradFunc: (dy: Tensor5D, saved) => {
        const [x, kernel] = saved as Tensor5D[]
        return [tf.conv3d(dy, kernel, stride, 'same'), kernelGradient(tf, dy, x, kernel.shape, stride)]
      },
    }
  })
  return transposed(x, kernel) as Tensor5D
}

/** Where strides step over voxels, TensorFlow and TensorFlow.js disagree about which. */
function refuseGaps({ shape }: Tensor5D, stride: number): void {
  if (Math.min(...shape.slice(0, 3)) < stride) throw new RangeError(`a kernel of ${shape.slice(0, 3).join(' × ')} at stride ${stride} leaves voxels out`)
}

/** Gradient of conv3d in its kernel, where its output's gradient is `dy`. */
function kernelGradient(tf: Tf, x: Tensor5D, dy: Tensor5D, filterShape: readonly number[], stride: number): Tensor5D {
  return tf.engine().runKernel<Tensor5D>('Conv3DBackpropFilterV2', { x, dy }, { strides: [stride, stride, stride], pad: 'same', filterShape: [...filterShape] })
}
