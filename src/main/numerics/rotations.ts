import { radians, type Degree, type Radian } from '../../preload/contract/units.ts'
import type { Random } from './rng.ts'

/**
 * Rotations as row-major 3×3 matrices in nine consecutive numbers. A rotation A maps object to view coordinates
 * (v = A·x), row 3 is the beam, so the slice of view coordinate (kx, ky) lies at kx·row 1 + ky·row 2 of the object.
 */
export type Matrix3 = Float64Array

export type EulerAngles = { readonly rot: Degree; readonly tilt: Degree; readonly psi: Degree }

/** RELION's matrix A(rot, tilt, psi) (euler.cpp, Euler_angles2matrix), written at `out[offset]`. */
export function matrixFromEuler(rot: Degree, tilt: Degree, psi: Degree, out: Matrix3 = new Float64Array(9), offset = 0): Matrix3 {
  const [a, b, g] = [radians(rot), radians(tilt), radians(psi)]
  const ca = Math.cos(a)
  const cb = Math.cos(b)
  const cg = Math.cos(g)
  const sa = Math.sin(a)
  const sb = Math.sin(b)
  const sg = Math.sin(g)
  out[offset] = cg * cb * ca - sg * sa
  out[offset + 1] = cg * cb * sa + sg * ca
  out[offset + 2] = -cg * sb
  out[offset + 3] = -sg * cb * ca - cg * sa
  out[offset + 4] = -sg * cb * sa + cg * ca
  out[offset + 5] = sg * sb
  out[offset + 6] = sb * ca
  out[offset + 7] = sb * sa
  out[offset + 8] = cb
  return out
}

/** Euler angles of A: tilt in 0…180°, rot and psi in −180…180°; psi carries everything where tilt is 0 or 180° (rot = 0). */
export function eulerFromMatrix(matrix: Matrix3, offset = 0): EulerAngles {
  const m = (i: number): number => matrix[offset + i]
  const toDegrees = 180 / Math.PI
  const sinTilt = Math.hypot(m(6), m(7))
  const tilt = Math.atan2(sinTilt, m(8)) * toDegrees
  if (sinTilt > 1e-9) {
    return { rot: Math.atan2(m(7), m(6)) * toDegrees, tilt, psi: Math.atan2(m(5), -m(2)) * toDegrees }
  }
  // Only rot + psi (tilt 0) or psi − rot (tilt 180°) is defined.
  return { rot: 0, tilt, psi: Math.atan2(m(1), m(4)) * toDegrees }
}

/** Rodrigues: the rotation by |v| radians about v; the zero vector gives the identity. */
export function matrixFromRotationVector(x: Radian, y: Radian, z: Radian, out: Matrix3 = new Float64Array(9), offset = 0): Matrix3 {
  const square = x * x + y * y + z * z
  const angle = Math.sqrt(square)
  // Series below 1e-4 rad: sin a / a and (1 − cos a) / a² lose all digits at zero.
  const s = angle < 1e-4 ? 1 - square / 6 : Math.sin(angle) / angle
  const c = angle < 1e-4 ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square
  out[offset] = 1 - c * (y * y + z * z)
  out[offset + 1] = c * x * y - s * z
  out[offset + 2] = c * x * z + s * y
  out[offset + 3] = c * x * y + s * z
  out[offset + 4] = 1 - c * (x * x + z * z)
  out[offset + 5] = c * y * z - s * x
  out[offset + 6] = c * x * z - s * y
  out[offset + 7] = c * y * z + s * x
  out[offset + 8] = 1 - c * (x * x + y * y)
  return out
}

/** Inverse of `matrixFromRotationVector`: angle in 0…π. Goes through the quaternion, so half turns keep their digits. */
export function rotationVectorFromMatrix(matrix: Matrix3, offset = 0): [Radian, Radian, Radian] {
  const m = (i: number): number => matrix[offset + i]
  const diagonal = [m(0), m(4), m(8)]
  const trace = diagonal[0] + diagonal[1] + diagonal[2]
  // The largest of the four candidates is never small, so nothing is divided by almost zero (Shepperd 1978).
  const candidates = [trace, ...diagonal]
  const largest = candidates.indexOf(Math.max(...candidates))
  let q: [number, number, number, number]
  if (largest === 0) q = [1 + trace, m(7) - m(5), m(2) - m(6), m(3) - m(1)]
  else if (largest === 1) q = [m(7) - m(5), 1 + m(0) - m(4) - m(8), m(1) + m(3), m(2) + m(6)]
  else if (largest === 2) q = [m(2) - m(6), m(1) + m(3), 1 + m(4) - m(0) - m(8), m(5) + m(7)]
  else q = [m(3) - m(1), m(2) + m(6), m(5) + m(7), 1 + m(8) - m(0) - m(4)]
  const sign = q[0] < 0 ? -1 : 1
  const sine = Math.hypot(q[1], q[2], q[3])
  const angle = 2 * Math.atan2(sine, sign * q[0])
  // Close to the identity angle / sine tends to 2 / w.
  const factor = sine === 0 ? 0 : (sign * angle) / sine
  return [q[1] * factor, q[2] * factor, q[3] * factor]
}

/** out = a · b for the matrices at the given offsets; `out` must not share memory with either. */
export function multiply(a: Matrix3, b: Matrix3, out: Matrix3 = new Float64Array(9), aOffset = 0, bOffset = 0, outOffset = 0): Matrix3 {
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += a[aOffset + row * 3 + k] * b[bOffset + k * 3 + column]
      out[outOffset + row * 3 + column] = sum
    }
  }
  return out
}

/** The transposed (for rotations: inverse) matrix, as a new one. */
export function transpose(m: Matrix3, offset = 0): Matrix3 {
  return Float64Array.of(
    m[offset], m[offset + 3], m[offset + 6],
    m[offset + 1], m[offset + 4], m[offset + 7],
    m[offset + 2], m[offset + 5], m[offset + 8],
  )
}

/** RELION's A of a cryoSPARC pose (rotation vector, rad): Rodrigues(pose)ᵀ, which is pyem's expmap. */
export function matrixFromCryosparcPose(x: Radian, y: Radian, z: Radian, out: Matrix3 = new Float64Array(9), offset = 0): Matrix3 {
  return matrixFromRotationVector(-x, -y, -z, out, offset)
}

/** The cryoSPARC pose of RELION's A. */
export function cryosparcPoseFromMatrix(matrix: Matrix3, offset = 0): [Radian, Radian, Radian] {
  const [x, y, z] = rotationVectorFromMatrix(matrix, offset)
  return [-x, -y, -z]
}

/** A uniformly distributed rotation (unit quaternion from four normal numbers). */
export function randomRotation(random: Random, out: Matrix3 = new Float64Array(9), offset = 0): Matrix3 {
  let [w, x, y, z] = [0, 0, 0, 0]
  let square = 0
  while (square < 1e-12) {
    w = random.normal()
    x = random.normal()
    y = random.normal()
    z = random.normal()
    square = w * w + x * x + y * y + z * z
  }
  const s = 2 / square
  out[offset] = 1 - s * (y * y + z * z)
  out[offset + 1] = s * (x * y - w * z)
  out[offset + 2] = s * (x * z + w * y)
  out[offset + 3] = s * (x * y + w * z)
  out[offset + 4] = 1 - s * (x * x + z * z)
  out[offset + 5] = s * (y * z - w * x)
  out[offset + 6] = s * (x * z - w * y)
  out[offset + 7] = s * (y * z + w * x)
  out[offset + 8] = 1 - s * (x * x + y * y)
  return out
}

/** Angle of the rotation that leads from a to b, degrees. */
export function angleBetween(a: Matrix3, b: Matrix3, aOffset = 0, bOffset = 0): Degree {
  const [x, y, z] = rotationVectorFromMatrix(multiply(a, transpose(b, bOffset), new Float64Array(9), aOffset))
  return (Math.hypot(x, y, z) * 180) / Math.PI
}
