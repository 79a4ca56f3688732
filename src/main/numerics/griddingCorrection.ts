/**
 * Undoes, in place, what trilinear interpolation in Fourier space did to a box³ map: the triangle of ±1 grid point is
 * Π sinc²(x / (padding · box)) over the three axes in real space. (RELION, projector.cpp griddingCorrect, takes the same function of
 * the radius; the kernel is a product over axes, so the product is exact.)
 */
export function correctGridding(data: Float32Array, box: number, padding: number): void {
  const centre = box >> 1
  const inverse = Float64Array.from({ length: box }, (_, i) => 1 / sincSquared((i - centre) / (padding * box)))
  for (let z = 0; z < box; z++) {
    for (let y = 0; y < box; y++) {
      const factor = inverse[z] * inverse[y]
      const row = (z * box + y) * box
      for (let x = 0; x < box; x++) data[row + x] *= factor * inverse[x]
    }
  }
}

const sincSquared = (x: number): number => (x === 0 ? 1 : (Math.sin(Math.PI * x) / (Math.PI * x)) ** 2)
