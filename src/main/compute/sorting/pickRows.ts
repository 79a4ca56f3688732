import type { ParticleSet } from '../../../preload/contract/records.ts'

/** The particles of some rows, in the order given; files, micrographs and optics stay as they are. */
export function pickRows(particles: ParticleSet, rows: Uint32Array): ParticleSet {
  const wide = (column: Float64Array, width: number) => {
    const out = new Float64Array(rows.length * width)
    rows.forEach((row, i) => out.set(column.subarray(row * width, (row + 1) * width), i * width))
    return out
  }
  const pick = (column: Float64Array) => wide(column, 1)
  const index = (column: Uint32Array) => Uint32Array.from(rows, row => column[row])
  return {
    ...particles, count: rows.length, file: index(particles.file), slice: index(particles.slice), micrograph: index(particles.micrograph),
    opticsGroup: Uint16Array.from(rows, row => particles.opticsGroup[row]), rotation: wide(particles.rotation, 9), shift: wide(particles.shift, 2),
    defocusU: pick(particles.defocusU), defocusV: pick(particles.defocusV), defocusAngle: pick(particles.defocusAngle), phaseShift: pick(particles.phaseShift),
    ctfBfactor: pick(particles.ctfBfactor), ctfScale: pick(particles.ctfScale), half: particles.half && Uint8Array.from(rows, row => particles.half![row]),
  }
}
