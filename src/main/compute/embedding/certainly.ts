/** Posteriors f32 [rows × classes] of particles that belong to their class, 1 …, and to no other; 0 for those of none. */
export function certainly(classNumber: Int32Array, classes: number): Float32Array {
  const out = new Float32Array(classNumber.length * classes)
  classNumber.forEach((number, row) => { if (number > 0) out[row * classes + number - 1] = 1 })
  return out
}
