const DIGIT = 11
const BUCKETS = 1 << DIGIT
/** Least significant digit first; three of 11 bits hold 32. */
const SHIFTS = [0, DIGIT, 2 * DIGIT]
const LAST = 0xffffffff

/**
 * Single-precision numbers as unsigned integers in the same order: the sign bit of positive ones is set, all bits of negative ones are turned.
 * What is no number comes last in either direction.
 */
function sortKeys(rows: Uint32Array, values: ArrayLike<number>, descending: boolean): Uint32Array {
  const numbers = new Float32Array(rows.length), bits = new Uint32Array(numbers.buffer), turn = descending ? LAST : 0
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]]
    numbers[i] = value + 0 // −0 is 0
    bits[i] = value === value ? ((bits[i] & 0x80000000 ? ~bits[i] : bits[i] | 0x80000000) ^ turn) >>> 0 : LAST
  }
  return bits
}

/**
 * The rows in the order of their values in single precision (whole numbers are exact to 16.7 million); equal ones stay as they came.
 * Radix sort: a tenth of a second for 10⁶ rows, where comparing takes more than one. `rows` is left as it was.
 */
export function sortRows(rows: Uint32Array, values: ArrayLike<number>, descending: boolean): Uint32Array {
  const count = rows.length
  let keys: Uint32Array = sortKeys(rows, values, descending), order: Uint32Array = rows.slice()
  let nextKeys: Uint32Array = new Uint32Array(count), nextOrder: Uint32Array = new Uint32Array(count)
  for (const shift of SHIFTS) {
    const place = new Uint32Array(BUCKETS)
    for (let i = 0; i < count; i++) place[(keys[i] >>> shift) & (BUCKETS - 1)]++
    if (place.includes(count)) continue // one digit for all: in order already
    for (let bucket = 0, before = 0; bucket < BUCKETS; bucket++) [place[bucket], before] = [before, before + place[bucket]]
    for (let i = 0; i < count; i++) {
      const to = place[(keys[i] >>> shift) & (BUCKETS - 1)]++
      nextKeys[to] = keys[i]
      nextOrder[to] = order[i]
    }
    [keys, nextKeys, order, nextOrder] = [nextKeys, keys, nextOrder, order]
  }
  return order
}
