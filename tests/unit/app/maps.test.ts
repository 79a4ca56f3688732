import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { decode } from 'fast-png'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cropVolume } from '../../../src/main/app/maps/cropVolume.ts'
import { listMaps, mapPath } from '../../../src/main/app/maps/mapFiles.ts'
import { mapMethods } from '../../../src/main/app/maps/mapMethods.ts'
import { mapVoxels } from '../../../src/main/app/maps/mapVoxels.ts'
import { thumbnail } from '../../../src/main/app/maps/thumbnail.ts'
import { Workstation } from '../../../src/main/app/workstation.ts'
import { writeGraph } from '../../../src/main/compute/graph/graphFiles.ts'
import { readVolume, writeVolume } from '../../../src/main/formats/mrc.ts'
import { fourierToVolume, volumeToFourier } from '../../../src/main/numerics/fft3.ts'
import { Failure } from '../../../src/preload/contract/failure.ts'
import { blobMolecule, blobVolume } from '../../numerics/blobs.ts'
import { smallGraph } from '../report/exampleGraph.ts'
import { correlation } from './correlation.ts'
import { ballMap, BOX, finishedProject, opened, PIXEL, scratch } from './finishedProject.ts'

const place = scratch()
let whole: string, folder: string, copies = 0
beforeAll(() => {
  whole = finishedProject(place('whole'))
  for (const name of ['check', 'masks', '.work']) mkdirSync(join(whole, name))
  const ball = ballMap(1)
  for (const name of ['run_class001_decoded.mrc', 'run_class002_variance.mrc', 'run_class003_locres.mrc', 'mask.mrc', 'check/consensus.mrc', 'check/mask.mrc', 'masks/left lobe.mrc', '.work/live_class002.mrc']) writeVolume(join(whole, name), ball)
  writeFileSync(join(whole, 'other.mrc'), 'nothing of ours')
})
beforeEach(() => {
  folder = place(`copy${++copies}`)
  cpSync(whole, folder, { recursive: true })
})

const lineOf = async (act: () => unknown): Promise<string> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof Failure) return `${error.kind}: ${error.line}`
    throw error
  }
  return 'nothing'
}

describe('the list of maps', () => {
  test('names what each of them is', () => {
    const known = listMaps(folder)
    expect(known.filter(map => map.kind === 'map').map(({ name, title, class: number, box, pixelSizeA }) => [name, title, number, box, pixelSizeA])).toEqual([1, 2, 3].map(k => [`run_class00${k}.mrc`, `Class ${k}`, k, BOX, PIXEL]))
    expect(known.filter(map => map.kind === 'half')).toHaveLength(6)
    expect(known.filter(map => !['map', 'half'].includes(map.kind)).map(({ name, title, class: number, kind }) => [name, title, number, kind])).toEqual([
      ['run_class001_decoded.mrc', 'Class 1, decoded by the network', 1, 'decoded'], ['run_class003_locres.mrc', 'Class 3, local resolution', 3, 'local resolution'],
      ['run_class002_variance.mrc', 'Class 2, variance', 2, 'variance'], ['mask.mrc', 'Mask of the run', null, 'mask'], ['check/consensus.mrc', 'Consensus', null, 'consensus'],
      ['check/mask.mrc', 'Mask of the check', null, 'mask'], ['masks/left lobe.mrc', 'Mask left lobe', null, 'mask'], ['.work/live_class002.mrc', 'Class 2, as it stands', 2, 'live'],
    ])
  })

  test('leaves out what cannot be read and what lies elsewhere', () => {
    truncateSync(join(folder, 'mask.mrc'), 2000)
    writeVolume(place('outside.mrc'), ballMap(1))
    rmSync(join(folder, 'run_class001.mrc'))
    symlinkSync(place('outside.mrc'), join(folder, 'run_class001.mrc'))
    rmSync(join(folder, 'masks'), { recursive: true })
    symlinkSync(place(), join(folder, 'masks'))
    const names = listMaps(folder).map(({ name }) => name)
    expect(names).toContain('run_class002.mrc')
    expect(names.filter(name => name === 'mask.mrc' || name === 'run_class001.mrc' || name.startsWith('masks/'))).toEqual([])
  })

  test.each(['other.mrc', '../whole/mask.mrc', 'masks/../mask.mrc', './mask.mrc', '/etc/passwd', 'run_class004.mrc', 'mask.mrc\0', 'masks', '', 'project.sqlite'])('is all that can be asked for: not %j', async name => {
    expect(await lineOf(() => mapPath(folder, name))).toMatch(/^missing: copy\d+ has no map "/)
  })

  test('a link that leads out is refused by name', async () => {
    rmSync(join(folder, 'mask.mrc'))
    symlinkSync(join(whole, 'mask.mrc'), join(folder, 'mask.mrc'))
    expect(await lineOf(() => mapPath(folder, 'mask.mrc'))).toMatch(/^usage: mask.mrc: leads out of the project/)
  })
})

describe('voxels', () => {
  async function fetched(name: string, box?: string): Promise<{ data: Float32Array; headers: Headers }> {
    const { workstation, id } = opened(folder), response = await mapVoxels(workstation.project(id), new URLSearchParams({ name, ...(box !== undefined && { box }) }))
    const bytes = await response.bytes()
    expect(response.headers.get('content-length')).toBe(String(bytes.length))
    return { data: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), headers: response.headers }
  }

  test('are the map’s own, also where the box asked for is larger', async () => {
    const { data } = readVolume(join(folder, 'run_class002.mrc'))
    for (const box of [undefined, '16', '400']) {
      const got = await fetched('run_class002.mrc', box)
      expect(got.data).toEqual(data)
      expect([got.headers.get('x-box'), got.headers.get('x-pixel-size')]).toEqual(['16', '4'])
    }
  })

  test('of a large map come whole, in several pieces', async () => {
    const data = Float32Array.from({ length: 120 ** 3 }, (_, i) => i % 1013)
    writeVolume(join(folder, 'masks', 'large.mrc'), { box: 120, pixelSize: 1, data })
    expect((await fetched('masks/large.mrc')).data).toEqual(data)
  })

  test('of a large map are let go of when nobody wants the rest', async () => {
    const path = join(folder, 'masks', 'large.mrc'), { workstation, id } = opened(folder)
    writeVolume(path, { box: 130, pixelSize: 1, data: new Float32Array(130 ** 3) })
    const reader = (await mapVoxels(workstation.project(id), new URLSearchParams({ name: 'masks/large.mrc' }))).body!.getReader()
    expect((await reader.read()).value).toHaveLength(4 << 20)
    await reader.cancel()
    const open = readdirSync('/proc/self/fd').map(fd => (existsSync(`/proc/self/fd/${fd}`) ? readlinkSync(`/proc/self/fd/${fd}`) : ''))
    expect(open).not.toContain(path)
  })

  test('of another byte order or packed come as the same numbers', async () => {
    const bytes = readFileSync(join(folder, 'run_class001.mrc')), expected = readVolume(join(folder, 'run_class001.mrc')).data
    const turned = Buffer.from(bytes).swap32()
    // Text and stamp stay bytes.
    bytes.copy(turned, 208, 208, 212)
    bytes.copy(turned, 224, 224, 1024)
    turned.set([0x11, 0x11, 0, 0], 212)
    writeFileSync(join(folder, 'run_class001.mrc'), turned)
    expect((await fetched('run_class001.mrc')).data).toEqual(expected)
    writeFileSync(join(folder, 'run_class001.mrc'), gzipSync(bytes))
    expect((await fetched('run_class001.mrc')).data).toEqual(expected)
  })

  test('in a smaller box are Fourier-cropped, with the pixel size that belongs to it', async () => {
    const got = await fetched('run_class002.mrc', '10')
    expect([got.headers.get('x-box'), got.headers.get('x-pixel-size')]).toEqual(['10', '6.4'])
    expect(got.data).toEqual(cropVolume(readVolume(join(folder, 'run_class002.mrc')).data, 16, 10))
  })

  test.each([['7'], ['ten'], ['10.5'], ['']])('a box of %j is refused', async box => {
    expect(await lineOf(() => fetched('mask.mrc', box))).toMatch(/^usage: box .*; a whole number from 8 on$/)
  })

  test('of a damaged map are an error that names it', async () => {
    truncateSync(join(folder, 'mask.mrc'), 5000)
    expect(await lineOf(() => fetched('mask.mrc'))).toMatch(/mask\.mrc, byte 5000: the file ends here/)
  })
})

describe('cropping', () => {
  test.each([[16, 8], [15, 8], [16, 9], [21, 11], [32, 30]])('%i³ to %i³ is the whole transform without its high frequencies', (n, m) => {
    const map = Float32Array.from({ length: n ** 3 }, (_, i) => Math.sin(i * i)), reach = (m - 1) >> 1
    const whole = new Float64Array(2 * n ** 3), part = new Float64Array(2 * m ** 3), expected = new Float32Array(m ** 3)
    volumeToFourier(map, n, whole)
    const at = (size: number, x: number, y: number, z: number): number => 2 * ((((z + size) % size) * size + ((y + size) % size)) * size + ((x + size) % size))
    for (let z = -reach; z <= reach; z++) for (let y = -reach; y <= reach; y++) for (let x = -reach; x <= reach; x++) {
      for (const i of [0, 1]) part[at(m, x, y, z) + i] = whole[at(n, x, y, z) + i] * (m / n) ** 3
    }
    fourierToVolume(part, m, expected)
    cropVolume(map, n, m).forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-5))
  })

  test('a smooth molecule stays where and what it is', () => {
    const blobs = blobMolecule(10, 12, 3, 1), small = blobs.map(({ x, y, z, sigma, weight }) => ({ x: x / 2, y: y / 2, z: z / 2, sigma: sigma / 2, weight }))
    const cropped = cropVolume(blobVolume(blobs, 48), 48, 24), expected = blobVolume(small, 24)
    expect(correlation(cropped, expected)).toBeGreaterThan(0.9999)
    expect(cropped.reduce((a, b) => Math.max(a, b)) / expected.reduce((a, b) => Math.max(a, b))).toBeCloseTo(1, 2)
  })
})

describe('figures of a map', () => {
  test('tell its values, the volume above each level and a level that shows the particle', async () => {
    const { workstation, id } = opened(folder), methods = mapMethods(workstation), { data } = readVolume(join(folder, 'run_class001.mrc'))
    const facts = await methods['maps.facts']({ project: id, name: 'run_class001.mrc' }), { level, volumeA3 } = facts.enclosed
    expect(facts.max).toBe(data.reduce((a, b) => Math.max(a, b)))
    expect(facts.mean).toBeCloseTo(data.reduce((a, b) => a + b) / data.length, 6)
    expect(level).toEqual(level.toSorted((a, b) => a - b))
    expect(volumeA3).toEqual(volumeA3.toSorted((a, b) => b - a))
    expect([volumeA3[0], volumeA3.at(-1)! >= PIXEL ** 3]).toEqual([BOX ** 3 * PIXEL ** 3, true])
    for (const i of [20, 60, 90]) expect(volumeA3[i]).toBe(data.filter(value => value >= level[i]).length * PIXEL ** 3)
    // A ball of 14 Å, and one of 7 Å half in it.
    const enclosed = data.filter(value => value > facts.suggestedLevel).length * PIXEL ** 3
    expect(enclosed).toBeGreaterThan(9_000)
    expect(enclosed).toBeLessThan(16_000)
    expect((await methods['maps.facts']({ project: id, name: 'mask.mrc' })).suggestedLevel).toBe(0.5)
  })

  test('are kept until the file is another, and a flat map has some too', async () => {
    const { workstation, id } = opened(folder), methods = mapMethods(workstation), ask = () => methods['maps.facts']({ project: id, name: 'run_class002_variance.mrc' })
    const first = await ask()
    expect(await ask()).toBe(first)
    writeVolume(join(folder, 'run_class002_variance.mrc'), { box: 16, pixelSize: 4, data: new Float32Array(4096) })
    expect(await ask()).toEqual({ min: 0, max: 0, mean: 0, sigma: 0, enclosed: { level: [0], volumeA3: [0] }, suggestedLevel: 0 })
  })
})

describe('the voxel graph', () => {
  test('is given in Å with its strongest edges, and null where there is none', () => {
    const { workstation, id } = opened(folder), methods = mapMethods(workstation), graph = smallGraph()
    expect(methods['maps.graph']({ project: id })).toBeNull()
    writeGraph(folder, graph)
    const drawn = methods['maps.graph']({ project: id }) as { nodes: number[][]; edges: number[][]; shownEdges: number; edgesInAll: number }
    const { nodes: { count, centre, side }, edges, voxelSize } = graph
    expect([drawn.nodes.length, drawn.edgesInAll, drawn.shownEdges]).toEqual([count, edges.count, edges.count])
    expect(drawn.nodes[3]).toEqual([centre[9] * voxelSize, centre[10] * voxelSize, centre[11] * voxelSize, side[3] * voxelSize])
    const strength = drawn.edges.map(edge => edge[2])
    expect(strength).toEqual(strength.toSorted((a, b) => b - a))
    expect(new Set(drawn.edges.map(String)).size).toBe(edges.count)
  })
})

describe('the picture on the start page', () => {
  const colours = (png: Uint8Array, left: number, right: number): number[] => {
    const { data, width, height } = decode(png), sum = [0, 0, 0]
    for (let y = 0; y < height; y++) for (let x = left; x < right; x++) for (const c of [0, 1, 2]) sum[c] += data[3 * (y * width + x) + c]
    return sum
  }

  test('shows each class in its colour and is kept until the report is another', async () => {
    const png = (await thumbnail(folder))!, kept = join(folder, 'cache', 'thumbnail.png'), { width, height } = decode(png)
    expect([width, height]).toEqual([240, 120])
    const [blue, orange, green] = [[0, 80], [80, 160], [160, 240]].map(([left, right]) => colours(png, left, right))
    expect(blue[2]).toBeGreaterThan(1.3 * blue[0])
    expect(orange[0]).toBeGreaterThan(1.3 * orange[2])
    expect(green[1]).toBeGreaterThan(1.3 * green[0])
    expect(readFileSync(kept)).toEqual(Buffer.from(png))
    writeVolume(join(folder, 'run_class001.mrc'), ballMap(3))
    expect(await thumbnail(folder)).toEqual(Buffer.from(png))
    const later = Date.now() / 1000 + 60
    utimesSync(join(folder, 'report.json'), later, later)
    expect(Buffer.from((await thumbnail(folder))!).equals(png)).toBe(false)
  })

  test('is of the consensus before there are classes, and of nothing before that', async () => {
    rmSync(join(folder, 'report.json'))
    const [red, green, blue] = colours((await thumbnail(folder))!, 110, 130)
    expect([red / green, blue / green].map(ratio => Math.abs(ratio - 1) < 0.1)).toEqual([true, true])
    rmSync(join(folder, 'check'), { recursive: true })
    rmSync(join(folder, 'cache'), { recursive: true })
    expect(await thumbnail(folder)).toBeNull()
    expect(existsSync(join(folder, 'cache'))).toBe(false)
    expect(await thumbnail(place('nowhere'))).toBeNull()
  })
})

test('a workstation knows only the projects that it has open', async () => {
  expect(await lineOf(() => mapMethods(new Workstation())['maps.list']({ project: 'abcdef0123456789' }))).toMatch(/^missing: this project is not open/)
})
