// AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: the loops over Fourier coefficients, which take
// nearly all the time of a run. numerics/slices.ts states the same in plain TypeScript and is their test oracle.
//
// Conventions: a particle's coefficients are m = 0…count-1 at integer frequencies (kx, ky), f32 arrays shared by all.
// A Fourier volume is a cube of `width` voxels a side, origin at voxel `centre`, x fastest, `stride` f32 a voxel.
// `rotation` points to 6 f32: rows 0 and 1 of A (object → view) times the padding, so object k = kx·row0 + ky·row1.
// All pointers are byte offsets; strides are in f32.

/** weighted[m] = w²·a·C·F·e^{2πi k·t}, power[m] = w²·a²·C²; w by shell, t the extra shift by its phase tables. */
export function prepare(
  count: i32, kx: usize, ky: usize, shell: usize, image: usize, ctf: usize, shellWeight: usize,
  contrast: f32, phaseX: usize, phaseY: usize, weighted: usize, power: usize,
): void {
  for (let m = 0; m < count; m++) {
    const at = <usize>m << 2
    const w = load<f32>(shellWeight + (<usize>load<i32>(shell + at) << 2))
    const c = load<f32>(ctf + at) * contrast
    const px = phaseX + (<usize><i32>load<f32>(kx + at) << 3)
    const py = phaseY + (<i32>load<f32>(ky + at) << 3) // ky may be negative: phaseY points at ky = 0
    const ar = load<f32>(px), ai = load<f32>(px, 4), br = load<f32>(py), bi = load<f32>(py, 4)
    const pr = ar * br - ai * bi, pi = ar * bi + ai * br
    const fr = load<f32>(image + (at << 1)), fi = load<f32>(image + (at << 1), 4)
    const s = w * w * c
    store<f32>(weighted + (at << 1), s * (fr * pr - fi * pi))
    store<f32>(weighted + (at << 1), s * (fr * pi + fi * pr), 4)
    store<f32>(power + at, s * c)
  }
}

// The eight trilinear weights of one coefficient, splat over lanes, and the byte offset of its first corner.
let w0: v128 = f32x4.splat(0), w1: v128 = f32x4.splat(0), w2: v128 = f32x4.splat(0), w3: v128 = f32x4.splat(0)
let w4: v128 = f32x4.splat(0), w5: v128 = f32x4.splat(0), w6: v128 = f32x4.splat(0), w7: v128 = f32x4.splat(0)

/** slice[m·stride + s] = trilinear read of every channel of the volume; stride a multiple of 4. */
export function project(
  count: i32, kx: usize, ky: usize, rotation: usize, volume: usize, width: i32, centre: f32, stride: i32, slice: usize,
): void {
  const r0 = load<f32>(rotation), r1 = load<f32>(rotation, 4), r2 = load<f32>(rotation, 8)
  const r3 = load<f32>(rotation, 12), r4 = load<f32>(rotation, 16), r5 = load<f32>(rotation, 20)
  const stepX = <usize>stride << 2, stepY = stepX * <usize>width, stepZ = stepY * <usize>width
  for (let m = 0; m < count; m++) {
    const at = <usize>m << 2
    const x = load<f32>(kx + at), y = load<f32>(ky + at)
    const ox = x * r0 + y * r3 + centre, oy = x * r1 + y * r4 + centre, oz = x * r2 + y * r5 + centre
    const ix = <i32>ox, iy = <i32>oy, iz = <i32>oz
    const fx = ox - <f32>ix, fy = oy - <f32>iy, fz = oz - <f32>iz
    const gx: f32 = 1 - fx, gy: f32 = 1 - fy, gz: f32 = 1 - fz
    const gygz = gy * gz, fygz = fy * gz, gyfz = gy * fz, fyfz = fy * fz
    const a0 = f32x4.splat(gx * gygz), a1 = f32x4.splat(fx * gygz), a2 = f32x4.splat(gx * fygz), a3 = f32x4.splat(fx * fygz)
    const a4 = f32x4.splat(gx * gyfz), a5 = f32x4.splat(fx * gyfz), a6 = f32x4.splat(gx * fyfz), a7 = f32x4.splat(fx * fyfz)
    let corner = volume + <usize>iz * stepZ + <usize>iy * stepY + <usize>ix * stepX
    let out = slice + <usize>m * stepX
    for (let s = 0; s < stride; s += 4) {
      const low = f32x4.add(
        f32x4.add(f32x4.mul(a0, v128.load(corner)), f32x4.mul(a1, v128.load(corner + stepX))),
        f32x4.add(f32x4.mul(a2, v128.load(corner + stepY)), f32x4.mul(a3, v128.load(corner + stepY + stepX))))
      const up = corner + stepZ
      const high = f32x4.add(
        f32x4.add(f32x4.mul(a4, v128.load(up)), f32x4.mul(a5, v128.load(up + stepX))),
        f32x4.add(f32x4.mul(a6, v128.load(up + stepY)), f32x4.mul(a7, v128.load(up + stepY + stepX))))
      v128.store(out, f32x4.add(low, high))
      corner += 16
      out += 16
    }
  }
}

/** In place weighted[m] -= power[m]·slice[m, channels 0 and 1]: what the consensus does not explain. */
export function subtract(count: i32, weighted: usize, power: usize, slice: usize, stride: i32): void {
  for (let m = 0; m < count; m++) {
    const at = <usize>m << 3, p = load<f32>(power + (<usize>m << 2)), from = slice + <usize>(m * stride << 2)
    store<f32>(weighted + at, load<f32>(weighted + at) - p * load<f32>(from))
    store<f32>(weighted + at, load<f32>(weighted + at, 4) - p * load<f32>(from, 4), 4)
  }
}

/** linear[k] = Σ Re(conj(slice_k)·weighted), energy[k] = Σ power·|slice_k|², complex channels k < channels; f64 out. */
export function score(
  count: i32, weighted: usize, power: usize, slice: usize, stride: i32, channels: i32, linear: usize, energy: usize,
): void {
  for (let s = 0; s < stride; s += 4) {
    let lin0: f64 = 0, lin1: f64 = 0, en0: f64 = 0, en1: f64 = 0
    // Blocks of 64 keep the single-precision partial sums short.
    for (let from = 0; from < count; from += 64) {
      const to = min(from + 64, count)
      let lin = f32x4.splat(0), en = f32x4.splat(0)
      for (let m = from; m < to; m++) {
        const v = v128.load(slice + (<usize>(m * stride + s) << 2))
        const g = v128.load64_splat(weighted + (<usize>m << 3))
        const c = v128.load32_splat(power + (<usize>m << 2))
        lin = f32x4.add(lin, f32x4.mul(v, g))
        en = f32x4.add(en, f32x4.mul(c, f32x4.mul(v, v)))
      }
      lin0 += <f64>f32x4.extract_lane(lin, 0) + <f64>f32x4.extract_lane(lin, 1)
      lin1 += <f64>f32x4.extract_lane(lin, 2) + <f64>f32x4.extract_lane(lin, 3)
      en0 += <f64>f32x4.extract_lane(en, 0) + <f64>f32x4.extract_lane(en, 1)
      en1 += <f64>f32x4.extract_lane(en, 2) + <f64>f32x4.extract_lane(en, 3)
    }
    const k = s >> 1
    store<f64>(linear + (<usize>k << 3), lin0)
    store<f64>(energy + (<usize>k << 3), en0)
    if (k + 1 < channels) {
      store<f64>(linear + (<usize>k << 3), lin1, 8)
      store<f64>(energy + (<usize>k << 3), en1, 8)
    }
  }
}

/** gram[a·channels + b] = Σ power·Re(conj(slice_a)·slice_b), a ≤ b; f64 out. */
export function gram(count: i32, power: usize, slice: usize, stride: i32, channels: i32, out: usize): void {
  for (let a = 0; a < channels; a++) for (let b = a; b < channels; b++) {
    let sum: f64 = 0
    for (let m = 0; m < count; m++) {
      const row = slice + (<usize>(m * stride) << 2), pa = row + (<usize>a << 3), pb = row + (<usize>b << 3)
      sum += <f64>(load<f32>(power + (<usize>m << 2)) * (load<f32>(pa) * load<f32>(pb) + load<f32>(pa, 4) * load<f32>(pb, 4)))
    }
    store<f64>(out + (<usize>(a * channels + b) << 3), sum)
    store<f64>(out + (<usize>(b * channels + a) << 3), sum)
  }
}

/** Adds q·(weighted re, weighted im, power) and a fourth lane that nobody reads to the eight corners of one f32x4 channel group of the accumulator. */
export function insert(
  count: i32, kx: usize, ky: usize, rotation: usize, weighted: usize, power: usize, q: f32,
  accumulator: usize, width: i32, centre: f32, stride: i32,
): void {
  const r0 = load<f32>(rotation), r1 = load<f32>(rotation, 4), r2 = load<f32>(rotation, 8)
  const r3 = load<f32>(rotation, 12), r4 = load<f32>(rotation, 16), r5 = load<f32>(rotation, 20)
  const stepX = <usize>stride << 2, stepY = stepX * <usize>width, stepZ = stepY * <usize>width
  for (let m = 0; m < count; m++) {
    const at = <usize>m << 2
    const x = load<f32>(kx + at), y = load<f32>(ky + at)
    const ox = x * r0 + y * r3 + centre, oy = x * r1 + y * r4 + centre, oz = x * r2 + y * r5 + centre
    const ix = <i32>ox, iy = <i32>oy, iz = <i32>oz
    const fx = ox - <f32>ix, fy = oy - <f32>iy, fz = oz - <f32>iz
    const gx: f32 = 1 - fx, gy: f32 = 1 - fy, gz: f32 = 1 - fz
    const gygz = gy * gz, fygz = fy * gz, gyfz = gy * fz, fyfz = fy * fz
    let value = f32x4.splat(q * load<f32>(power + at))
    value = f32x4.replace_lane(value, 0, q * load<f32>(weighted + (at << 1)))
    value = f32x4.replace_lane(value, 1, q * load<f32>(weighted + (at << 1), 4))
    const c0 = accumulator + <usize>iz * stepZ + <usize>iy * stepY + <usize>ix * stepX
    const c4 = c0 + stepZ
    v128.store(c0, f32x4.add(v128.load(c0), f32x4.mul(value, f32x4.splat(gx * gygz))))
    v128.store(c0 + stepX, f32x4.add(v128.load(c0 + stepX), f32x4.mul(value, f32x4.splat(fx * gygz))))
    v128.store(c0 + stepY, f32x4.add(v128.load(c0 + stepY), f32x4.mul(value, f32x4.splat(gx * fygz))))
    v128.store(c0 + stepY + stepX, f32x4.add(v128.load(c0 + stepY + stepX), f32x4.mul(value, f32x4.splat(fx * fygz))))
    v128.store(c4, f32x4.add(v128.load(c4), f32x4.mul(value, f32x4.splat(gx * gyfz))))
    v128.store(c4 + stepX, f32x4.add(v128.load(c4 + stepX), f32x4.mul(value, f32x4.splat(fx * gyfz))))
    v128.store(c4 + stepY, f32x4.add(v128.load(c4 + stepY), f32x4.mul(value, f32x4.splat(gx * fyfz))))
    v128.store(c4 + stepY + stepX, f32x4.add(v128.load(c4 + stepY + stepX), f32x4.mul(value, f32x4.splat(fx * fyfz))))
  }
}

/**
 * Adds, for every coefficient, numerators[a]·weighted (complex, a < complexChannels) followed by denominators[b]·power
 * (b < realChannels) to the corners; `stride` ≥ 2·complexChannels + realChannels, a multiple of 4. `value` is scratch of
 * `stride` f32.
 */
export function insertMany(
  count: i32, kx: usize, ky: usize, rotation: usize, weighted: usize, power: usize,
  numerators: usize, complexChannels: i32, denominators: usize, realChannels: i32, value: usize,
  accumulator: usize, width: i32, centre: f32, stride: i32,
): void {
  const r0 = load<f32>(rotation), r1 = load<f32>(rotation, 4), r2 = load<f32>(rotation, 8)
  const r3 = load<f32>(rotation, 12), r4 = load<f32>(rotation, 16), r5 = load<f32>(rotation, 20)
  const stepX = <usize>stride << 2, stepY = stepX * <usize>width, stepZ = stepY * <usize>width
  const realFrom = value + (<usize>complexChannels << 3)
  for (let m = 0; m < count; m++) {
    const at = <usize>m << 2
    const x = load<f32>(kx + at), y = load<f32>(ky + at)
    const ox = x * r0 + y * r3 + centre, oy = x * r1 + y * r4 + centre, oz = x * r2 + y * r5 + centre
    const ix = <i32>ox, iy = <i32>oy, iz = <i32>oz
    const fx = ox - <f32>ix, fy = oy - <f32>iy, fz = oz - <f32>iz
    const gx: f32 = 1 - fx, gy: f32 = 1 - fy, gz: f32 = 1 - fz
    w0 = f32x4.splat(gx * gy * gz); w1 = f32x4.splat(fx * gy * gz); w2 = f32x4.splat(gx * fy * gz); w3 = f32x4.splat(fx * fy * gz)
    w4 = f32x4.splat(gx * gy * fz); w5 = f32x4.splat(fx * gy * fz); w6 = f32x4.splat(gx * fy * fz); w7 = f32x4.splat(fx * fy * fz)
    const re = load<f32>(weighted + (at << 1)), im = load<f32>(weighted + (at << 1), 4), p = load<f32>(power + at)
    for (let a = 0; a < complexChannels; a++) {
      const n = load<f32>(numerators + (<usize>a << 2))
      store<f32>(value + (<usize>a << 3), n * re)
      store<f32>(value + (<usize>a << 3), n * im, 4)
    }
    for (let b = 0; b < realChannels; b++) store<f32>(realFrom + (<usize>b << 2), load<f32>(denominators + (<usize>b << 2)) * p)
    let c = accumulator + <usize>iz * stepZ + <usize>iy * stepY + <usize>ix * stepX
    for (let s = 0; s < stride; s += 4) {
      const v = v128.load(value + (<usize>s << 2)), up = c + stepZ
      v128.store(c, f32x4.add(v128.load(c), f32x4.mul(v, w0)))
      v128.store(c + stepX, f32x4.add(v128.load(c + stepX), f32x4.mul(v, w1)))
      v128.store(c + stepY, f32x4.add(v128.load(c + stepY), f32x4.mul(v, w2)))
      v128.store(c + stepY + stepX, f32x4.add(v128.load(c + stepY + stepX), f32x4.mul(v, w3)))
      v128.store(up, f32x4.add(v128.load(up), f32x4.mul(v, w4)))
      v128.store(up + stepX, f32x4.add(v128.load(up + stepX), f32x4.mul(v, w5)))
      v128.store(up + stepY, f32x4.add(v128.load(up + stepY), f32x4.mul(v, w6)))
      v128.store(up + stepY + stepX, f32x4.add(v128.load(up + stepY + stepX), f32x4.mul(v, w7)))
      c += 16
    }
  }
}

/**
 * Gauss–Newton normal equations of one particle's pose against the map Σ_k q_k·V_k (complex channels k < channels).
 * Parameters: small rotations (x, y, z) in the view frame, radians, A' = exp([v]×)·A, and the model's shift (x, y) in
 * pixels of a box of `box`. `rotation` holds all three rows of A (9 f32), `scale` the padding they were multiplied by.
 * out (f64): 15 of the upper triangle of Σ power·Re(conj J_a·J_b), 5 of Σ Re(conj J_a·(weighted − power·p)).
 */
export function poseEquations(
  count: i32, kx: usize, ky: usize, rotation: usize, weighted: usize, power: usize,
  volume: usize, width: i32, centre: f32, stride: i32, channels: i32, q: usize, box: f32, out: usize,
): void {
  const r0 = load<f32>(rotation), r1 = load<f32>(rotation, 4), r2 = load<f32>(rotation, 8)
  const r3 = load<f32>(rotation, 12), r4 = load<f32>(rotation, 16), r5 = load<f32>(rotation, 20)
  const r6 = load<f32>(rotation, 24), r7 = load<f32>(rotation, 28), r8 = load<f32>(rotation, 32)
  const stepX = <usize>stride << 2, stepY = stepX * <usize>width, stepZ = stepY * <usize>width
  const turn: f32 = <f32>(-2 * Math.PI) / box
  memory.fill(out, 0, 160)
  for (let m = 0; m < count; m++) {
    const at = <usize>m << 2
    const x = load<f32>(kx + at), y = load<f32>(ky + at)
    const ox = x * r0 + y * r3 + centre, oy = x * r1 + y * r4 + centre, oz = x * r2 + y * r5 + centre
    const ix = <i32>ox, iy = <i32>oy, iz = <i32>oz
    const fx = ox - <f32>ix, fy = oy - <f32>iy, fz = oz - <f32>iz
    const gx: f32 = 1 - fx, gy: f32 = 1 - fy, gz: f32 = 1 - fz
    const corner = volume + <usize>iz * stepZ + <usize>iy * stepY + <usize>ix * stepX
    let pr: f32 = 0, pi: f32 = 0, xr: f32 = 0, xi: f32 = 0, yr: f32 = 0, yi: f32 = 0, zr: f32 = 0, zi: f32 = 0
    for (let k = 0; k < channels; k++) {
      const weight = load<f32>(q + (<usize>k << 2))
      if (weight < 0.001) continue
      const a = corner + (<usize>k << 3), b = a + stepZ
      const c0r = load<f32>(a), c0i = load<f32>(a, 4), c1r = load<f32>(a + stepX), c1i = load<f32>(a + stepX, 4)
      const c2r = load<f32>(a + stepY), c2i = load<f32>(a + stepY, 4)
      const c3r = load<f32>(a + stepY + stepX), c3i = load<f32>(a + stepY + stepX, 4)
      const c4r = load<f32>(b), c4i = load<f32>(b, 4), c5r = load<f32>(b + stepX), c5i = load<f32>(b + stepX, 4)
      const c6r = load<f32>(b + stepY), c6i = load<f32>(b + stepY, 4)
      const c7r = load<f32>(b + stepY + stepX), c7i = load<f32>(b + stepY + stepX, 4)
      // along x, then y, then z; a difference along an axis is the derivative along it
      const x0r = gx * c0r + fx * c1r, x0i = gx * c0i + fx * c1i, x1r = gx * c2r + fx * c3r, x1i = gx * c2i + fx * c3i
      const x2r = gx * c4r + fx * c5r, x2i = gx * c4i + fx * c5i, x3r = gx * c6r + fx * c7r, x3i = gx * c6i + fx * c7i
      const y0r = gy * x0r + fy * x1r, y0i = gy * x0i + fy * x1i, y1r = gy * x2r + fy * x3r, y1i = gy * x2i + fy * x3i
      pr += weight * (gz * y0r + fz * y1r)
      pi += weight * (gz * y0i + fz * y1i)
      zr += weight * (y1r - y0r)
      zi += weight * (y1i - y0i)
      yr += weight * (gz * (x1r - x0r) + fz * (x3r - x2r))
      yi += weight * (gz * (x1i - x0i) + fz * (x3i - x2i))
      xr += weight * (gz * (gy * (c1r - c0r) + fy * (c3r - c2r)) + fz * (gy * (c5r - c4r) + fy * (c7r - c6r)))
      xi += weight * (gz * (gy * (c1i - c0i) + fy * (c3i - c2i)) + fz * (gy * (c5i - c4i) + fy * (c7i - c6i)))
    }
    // ∇V along the view axes; A'ᵀk − Aᵀk = −Aᵀ(v × k) with k = (kx, ky, 0). The rows carry the padding already.
    const u0r = xr * r0 + yr * r1 + zr * r2, u0i = xi * r0 + yi * r1 + zi * r2
    const u1r = xr * r3 + yr * r4 + zr * r5, u1i = xi * r3 + yi * r4 + zi * r5
    const u2r = xr * r6 + yr * r7 + zr * r8, u2i = xi * r6 + yi * r7 + zi * r8
    const j0r = -y * u2r, j0i = -y * u2i, j1r = x * u2r, j1i = x * u2i
    const j2r = y * u0r - x * u1r, j2i = y * u0i - x * u1i
    const tx = turn * x, ty = turn * y
    const j3r = -tx * pi, j3i = tx * pr, j4r = -ty * pi, j4i = ty * pr // p · i·turn·k
    const c = load<f32>(power + at)
    const er = load<f32>(weighted + (at << 1)) - c * pr, ei = load<f32>(weighted + (at << 1), 4) - c * pi
    add(out, 0, c * (j0r * j0r + j0i * j0i)); add(out, 1, c * (j0r * j1r + j0i * j1i)); add(out, 2, c * (j0r * j2r + j0i * j2i))
    add(out, 3, c * (j0r * j3r + j0i * j3i)); add(out, 4, c * (j0r * j4r + j0i * j4i)); add(out, 5, c * (j1r * j1r + j1i * j1i))
    add(out, 6, c * (j1r * j2r + j1i * j2i)); add(out, 7, c * (j1r * j3r + j1i * j3i)); add(out, 8, c * (j1r * j4r + j1i * j4i))
    add(out, 9, c * (j2r * j2r + j2i * j2i)); add(out, 10, c * (j2r * j3r + j2i * j3i)); add(out, 11, c * (j2r * j4r + j2i * j4i))
    add(out, 12, c * (j3r * j3r + j3i * j3i)); add(out, 13, c * (j3r * j4r + j3i * j4i)); add(out, 14, c * (j4r * j4r + j4i * j4i))
    add(out, 15, j0r * er + j0i * ei); add(out, 16, j1r * er + j1i * ei); add(out, 17, j2r * er + j2i * ei)
    add(out, 18, j3r * er + j3i * ei); add(out, 19, j4r * er + j4i * ei)
  }
}

// @ts-ignore: decorator of AssemblyScript
@inline
function add(out: usize, slot: i32, value: f32): void {
  const at = out + (<usize>slot << 3)
  store<f64>(at, load<f64>(at) + <f64>value)
}

/**
 * Adds the image at each point's projection, four channels at once, to its node's sums: first as it is, then times each of
 * `templates` numbers of the point. Nothing outside the image.
 * points: [count × 3] f32; rotation: 6 f32, rows 0 and 1 of A times pixels per unit of the points; image: n × n × 4 f32,
 * origin at pixel n >> 1, read bilinearly; weights: [count × templates] f32; out: [nodes × (1 + templates) × 4] f32.
 */
export function gatherNodes(
  count: i32, points: usize, nodeOf: usize, rotation: usize, image: usize, n: i32, templates: i32, weights: usize, out: usize,
): void {
  const r0 = load<f32>(rotation), r1 = load<f32>(rotation, 4), r2 = load<f32>(rotation, 8)
  const r3 = load<f32>(rotation, 12), r4 = load<f32>(rotation, 16), r5 = load<f32>(rotation, 20)
  const centre = <f32>(n >> 1), last = <f32>(n - 1), row = <usize>n << 4, stride = <usize>(1 + templates) << 4
  for (let i = 0; i < count; i++) {
    const p = points + <usize>i * 12
    const x = load<f32>(p), y = load<f32>(p, 4), z = load<f32>(p, 8)
    const u = r0 * x + r1 * y + r2 * z + centre, v = r3 * x + r4 * y + r5 * z + centre
    if (!(u >= 0 && v >= 0 && u < last && v < last)) continue
    const ix = <i32>u, iy = <i32>v
    const fx = u - <f32>ix, fy = v - <f32>iy, gx: f32 = 1 - fx, gy: f32 = 1 - fy
    const from = image + <usize>iy * row + (<usize>ix << 4), below = from + row
    const value = f32x4.add(
      f32x4.add(f32x4.mul(f32x4.splat(gx * gy), v128.load(from)), f32x4.mul(f32x4.splat(fx * gy), v128.load(from, 16))),
      f32x4.add(f32x4.mul(f32x4.splat(gx * fy), v128.load(below)), f32x4.mul(f32x4.splat(fx * fy), v128.load(below, 16))))
    let to = out + <usize>load<i32>(nodeOf + (<usize>i << 2)) * stride
    v128.store(to, f32x4.add(v128.load(to), value))
    let weight = weights + (<usize>(i * templates) << 2)
    for (let t = 0; t < templates; t++) {
      to += 16
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load32_splat(weight), value)))
      weight += 4
    }
  }
}
