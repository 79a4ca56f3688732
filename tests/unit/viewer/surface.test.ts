import { describe, expect, test } from 'vitest'
import { binMap } from '../../../src/renderer/viewer/surface/binMap.ts'
import { extractSurface } from '../../../src/renderer/viewer/surface/marchingCubes.ts'
import type { DensityMap, SurfaceMesh } from '../../../src/renderer/viewer/surface/marchingCubes.ts'
import { cutToPieces } from '../../../src/renderer/viewer/surface/meshPieces.ts'
import { areaOf, ball, edgesOf, leastAgreement, noise, openEdges, pointOf, volumeOf } from './meshChecks.ts'

const mapOf = (voxels: Float32Array, box: number, pixelSizeA = 1): DensityMap => ({ voxels, box, spacing: pixelSizeA, start: -(box >> 1) * pixelSizeA, least: voxels.reduce((a, b) => (b < a ? b : a), Infinity) })

const surface = (map: DensityMap, level: number): SurfaceMesh => extractSurface(map, level)!

describe('a ball', () => {
  const [radius, pixelSize] = [20, 1.3]
  const mesh = surface(mapOf(ball(48, pixelSize, radius), 48, pixelSize), 0)

  test('has the area and the volume of a ball, in Å', () => {
    expect(areaOf(mesh) / (4 * Math.PI * radius ** 2)).toBeCloseTo(1, 2)
    expect(volumeOf(mesh) / ((4 / 3) * Math.PI * radius ** 3)).toBeCloseTo(1, 2)
  })

  test('is closed: every edge belongs to two triangles, which run along it in opposite directions', () => {
    expect(new Set(edgesOf(mesh).values())).toEqual(new Set([1]))
    expect(openEdges(mesh)).toEqual([])
  })

  test('has its centre at voxel box >> 1, and its corners on the sphere', () => {
    const vertices = mesh.positions.length / 3
    for (let vertex = 0; vertex < vertices; vertex++) expect(Math.abs(Math.hypot(...pointOf(mesh.positions, vertex)) - radius)).toBeLessThan(0.03)
  })

  test('has unit normals that point outwards', () => {
    for (let vertex = 0; vertex < mesh.positions.length / 3; vertex++) {
      const [place, normal] = [pointOf(mesh.positions, vertex), pointOf(mesh.normals, vertex)]
      expect(Math.hypot(...normal)).toBeCloseTo(1, 5)
      expect(place[0] * normal[0] + place[1] * normal[1] + place[2] * normal[2]).toBeGreaterThan(0.99 * radius)
    }
    expect(leastAgreement(mesh)).toBeGreaterThan(0.9)
  })
})

test.each([['odd', 33], ['even', 32]])('an %s box has its origin at voxel box >> 1', (_, box) => {
  const { positions } = surface(mapOf(ball(box, 1, 8), box), 0)
  for (let axis = 0; axis < 3; axis++) {
    const along = positions.filter((__, i) => i % 3 === axis)
    expect(Math.min(...along)).toBeCloseTo(-8, 3)
    expect(Math.max(...along)).toBeCloseTo(8, 3)
  }
})

test.each([['the greatest density', 7.5], ['more than that', 8], ['less than the least', -9]])('a level at %s gives nothing', (_, level) => {
  const voxels = ball(16, 1, 7.5).map(value => Math.max(-8, value))
  const { positions, indices } = surface(mapOf(voxels, 16), level)
  expect([positions.length, indices.length]).toEqual([0, 0])
})

test('noise gives a closed surface too, whatever the 256 cases do', () => {
  const mesh = surface(mapOf(noise(24 ** 3), 24), 0)
  expect(mesh.indices.length).toBeGreaterThan(30_000)
  expect(openEdges(mesh)).toEqual([])
  expect(volumeOf(mesh)).toBeGreaterThan(0)
})

test('density that reaches the faces of the box is closed there', () => {
  const mesh = surface(mapOf(new Float32Array(10 ** 3).fill(1).map((value, i) => (i === 0 ? 0 : value)), 10), 0.5)
  expect(openEdges(mesh)).toEqual([])
  // Half a voxel beyond the outermost voxels, 10 × 10 × 10 in all, less the bevelled edges.
  expect(volumeOf(mesh)).toBeGreaterThan(960)
  expect(volumeOf(mesh)).toBeLessThanOrEqual(1000)
})

test('what is not a number counts as the least density', () => {
  const voxels = ball(24, 1, 8)
  voxels[0] = NaN
  voxels[12 * 24 * 24 + 12 * 24 + 12] = NaN
  const mesh = surface(mapOf(voxels, 24), 0)
  expect(mesh.positions.every(Number.isFinite) && mesh.normals.every(Number.isFinite)).toBe(true)
  expect(openEdges(mesh)).toEqual([])
})

test('a surface larger than allowed is given up', () => {
  const map = mapOf(noise(24 ** 3), 24)
  expect(extractSurface(map, 0, 1000)).toBeNull()
  expect(extractSurface(map, 0, 1e6)).not.toBeNull()
})

test('a binned map has its surface in the same place', () => {
  const map = mapOf(ball(64, 1, 20), 64)
  const binned = binMap(map)
  expect(binned).toMatchObject({ box: 32, spacing: 2 })
  const mesh = surface(binned, 0)
  expect(volumeOf(mesh) / ((4 / 3) * Math.PI * 20 ** 3)).toBeCloseTo(1, 1)
  const centre = [0, 1, 2].map(axis => mesh.positions.filter((_, i) => i % 3 === axis).reduce((sum, x, __, all) => sum + x / all.length, 0))
  for (const x of centre) expect(Math.abs(x)).toBeLessThan(0.1)
})

test('pieces hold the same triangles, each within its own vertices', () => {
  const mesh = surface(mapOf(ball(40, 1, 14), 40), 0)
  const vertices = mesh.positions.length / 3
  const colours = Uint8Array.from({ length: 4 * vertices }, (_, i) => (i % 4 === 3 ? 255 : Math.round(8 * (mesh.positions[3 * (i >> 2)] + 14))))
  const pieces = cutToPieces(mesh, colours, 500)
  expect(pieces.length).toBeGreaterThan(4)
  const corner = (positions: Float32Array, vertex: number): string => pointOf(positions, vertex).join()
  const whole = Array.from(mesh.indices, vertex => corner(mesh.positions, vertex))
  const parts = pieces.flatMap(({ cells, positions, normals, colours: painted }) => {
    expect(positions.length / 3).toBeLessThanOrEqual(500)
    expect([normals.length, painted!.length / 4]).toEqual([positions.length, positions.length / 3])
    expect(cells.every((value, i) => (i % 4 === 0 ? value === 3 : value < positions.length / 3))).toBe(true)
    return [...cells].flatMap((vertex, i) => (i % 4 === 0 ? [] : [corner(positions, vertex)]))
  })
  expect(parts).toEqual(whole)
  for (const { positions, colours: painted } of pieces) for (let i = 0; i < positions.length / 3; i++) expect(painted![4 * i]).toBe(Math.round(8 * (positions[3 * i] + 14)))
})

test('an empty surface has no pieces', () => {
  expect(cutToPieces({ positions: new Float32Array(), normals: new Float32Array(), indices: new Uint32Array() }, null)).toEqual([])
})
