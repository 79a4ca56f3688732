import { expect, test } from 'vitest'
import {
  angleBetween, cryosparcPoseFromMatrix, eulerFromMatrix, matrixFromCryosparcPose, matrixFromEuler, matrixFromRotationVector,
  multiply, randomRotation, rotationVectorFromMatrix, transpose,
} from '../../src/main/numerics/rotations.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'

const close = (a: ArrayLike<number>, b: ArrayLike<number>, digits = 10): void => {
  expect(a.length).toBe(b.length)
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i], digits)
}
const about = (axis: 'y' | 'z', degrees: number): Float64Array => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return axis === 'z' ? Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1) : Float64Array.of(c, 0, s, 0, 1, 0, -s, 0, c)
}
const identity = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)

test("RELION's matrix is (Rz(rot) Ry(tilt) Rz(psi))ᵀ", () => {
  for (const [rot, tilt, psi] of [[0, 0, 0], [30, 0, 0], [0, 40, 0], [0, 0, 50], [-170, 133, 71]]) {
    close(matrixFromEuler(rot, tilt, psi), transpose(multiply(multiply(about('z', rot), about('y', tilt)), about('z', psi))))
  }
})

test('Euler angles come back from the matrix, at the poles too', () => {
  const random = seededRandom(1)
  for (let i = 0; i < 200; i++) {
    const matrix = randomRotation(random)
    const { rot, tilt, psi } = eulerFromMatrix(matrix)
    close(matrixFromEuler(rot, tilt, psi), matrix)
  }
  for (const tilt of [0, 180]) {
    const matrix = matrixFromEuler(25, tilt, -60)
    const angles = eulerFromMatrix(matrix)
    close(matrixFromEuler(angles.rot, angles.tilt, angles.psi), matrix)
  }
})

test('a rotation vector turns by its length about its direction, by the right hand', () => {
  close(matrixFromRotationVector(0, 0, 0), identity)
  close(matrixFromRotationVector(0, 0, Math.PI / 2), about('z', 90))
  close(matrixFromRotationVector(0, 1e-6, 0), about('y', (1e-6 * 180) / Math.PI), 15)
})

test('rotation vectors come back: zero, tiny, any, half turns', () => {
  const random = seededRandom(2)
  for (const angle of [0, 1e-9, 1e-5, 0.3, 2, 3.14, Math.PI - 1e-9]) {
    for (let i = 0; i < 20; i++) {
      const axis = [random.normal(), random.normal(), random.normal()]
      const length = Math.hypot(...axis)
      const vector = axis.map(value => (value / length) * angle)
      const back = rotationVectorFromMatrix(matrixFromRotationVector(vector[0], vector[1], vector[2]))
      close(back, vector, 8)
    }
  }
  for (const half of [[Math.PI, 0, 0], [0, Math.PI, 0], [0, 0, Math.PI]]) {
    close(matrixFromRotationVector(...rotationVectorFromMatrix(matrixFromRotationVector(half[0], half[1], half[2]))), matrixFromRotationVector(half[0], half[1], half[2]))
  }
})

test('a cryoSPARC pose is the transposed Rodrigues matrix, and back', () => {
  const pose = [0.4, -1.1, 0.7] as const
  const matrix = matrixFromCryosparcPose(...pose)
  close(matrix, transpose(matrixFromRotationVector(...pose)))
  close(cryosparcPoseFromMatrix(matrix), pose)
})

test('random rotations are rotations and uniform', () => {
  const random = seededRandom(3)
  const sum = new Float64Array(9)
  const squares = new Float64Array(9)
  const count = 20_000
  let angles = 0
  for (let i = 0; i < count; i++) {
    const matrix = randomRotation(random)
    if (i < 50) close(multiply(matrix, transpose(matrix)), identity)
    matrix.forEach((value, j) => {
      sum[j] += value / count
      squares[j] += (value * value) / count
    })
    angles += angleBetween(matrix, identity) / count
  }
  // Every element of a uniform rotation has mean 0 and mean square 1/3; the mean angle is π/2 + 2/π rad.
  for (let j = 0; j < 9; j++) {
    expect(Math.abs(sum[j])).toBeLessThan(0.02)
    expect(Math.abs(squares[j] - 1 / 3)).toBeLessThan(0.01)
  }
  expect(Math.abs(angles - ((Math.PI / 2 + 2 / Math.PI) * 180) / Math.PI)).toBeLessThan(1)
})
