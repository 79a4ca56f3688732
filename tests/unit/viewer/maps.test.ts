import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differenceOf } from '../../../src/renderer/viewer/difference.ts'
import { levelAtSigmas, levelAtVolume, proteinKDa, sigmasOf, volumeAt, volumeFilledBy } from '../../../src/renderer/viewer/levels.ts'
import { MapStore } from '../../../src/renderer/viewer/mapVoxels.ts'
import { ball, noise } from './meshChecks.ts'

const BOX = 16
const map = (voxels: Float32Array): { voxels: Float32Array; box: number; pixelSizeA: number } => ({ voxels, box: BOX, pixelSizeA: 2 })

describe('difference', () => {
  const base = ball(BOX, 2, 10)

  test('of a map and the same at another scale is nothing', async () => {
    const { voxels, scale, offset, correlation } = await differenceOf(map(base), map(base.map(x => 4 * x + 3)))
    expect(scale).toBeCloseTo(0.25, 5)
    expect(offset).toBeCloseTo(-0.75, 4)
    expect(correlation).toBeCloseTo(1, 6)
    for (const value of voxels) expect(Math.abs(value)).toBeLessThan(1e-4)
  })

  test('is scaled inside only, and shows what is there in one map alone', async () => {
    const inside = base.map(x => (x > 0 ? 1 : 0))
    const other = base.map((x, i) => (x > 0 ? 2 * x : 1000 * noise(1, i)[0]))
    const extra = base.slice()
    const place = (8 * BOX + 8) * BOX + 11
    extra[place] += 5
    const { voxels, scale, sigma } = await differenceOf(map(extra), map(other), { inside })
    expect(scale).toBeCloseTo(0.5, 1)
    expect(voxels[place]).toBeGreaterThan(4)
    expect(voxels[place]).toBeGreaterThan(10 * sigma)
  })

  test('of maps sampled differently is refused with both samplings', async () => {
    await expect(differenceOf(map(base), { voxels: ball(12, 2, 10), box: 12, pixelSizeA: 2 })).rejects.toThrow(/16 voxels of 2 Å, and 12 of 2 Å/)
  })

  test('can be cancelled', async () => {
    await expect(differenceOf(map(base), map(base), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })

  test('of constant maps has no division by nought', async () => {
    const { voxels } = await differenceOf(map(base), map(new Float32Array(BOX ** 3).fill(1)))
    expect(voxels.every(Number.isFinite)).toBe(true)
  })
})

describe('levels', () => {
  const facts = { mean: 0.1, sigma: 0.05, max: 1, enclosed: { level: [0, 0.2, 0.4, 0.9], volumeA3: [1000, 500, 100, 1] } }

  test('σ and density are two names of a level', () => {
    expect(sigmasOf(facts, 0.25)).toBeCloseTo(3)
    expect(levelAtSigmas(facts, sigmasOf(facts, 0.37))).toBeCloseTo(0.37)
    expect(sigmasOf({ mean: 0, sigma: 0 }, 1)).toBe(1)
  })

  test('volume and level are each other’s inverse on the curve', () => {
    expect(volumeAt(facts, 0.3)).toBeCloseTo(300)
    expect(levelAtVolume(facts, 300)).toBeCloseTo(0.3)
    for (const level of [0, 0.1, 0.2, 0.33, 0.7, 0.9]) expect(levelAtVolume(facts, volumeAt(facts, level))).toBeCloseTo(level)
  })

  test('beyond the curve its ends hold', () => {
    expect(volumeAt(facts, -1)).toBe(1000)
    expect(volumeAt(facts, 1)).toBe(0)
    expect(levelAtVolume(facts, 5000)).toBe(0)
    expect(levelAtVolume(facts, 0)).toBe(0.9)
  })

  test('66 kDa of albumin take about 80,000 Å³', () => {
    expect(volumeFilledBy(66.5)).toBeCloseTo(80_465)
    expect(proteinKDa(volumeFilledBy(66.5))).toBeCloseTo(66.5)
  })
})

describe('fetching maps', () => {
  const voxels = ball(BOX, 2, 10)
  let asked: string[] = []
  let closed = 0
  const server = createServer((request, response) => {
    asked.push(request.url!)
    response.on('close', () => { if (!response.writableFinished) closed++ })
    if (request.url === '/missing') return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"ok":false,"kind":"missing","message":"run_class004.mrc: no such map","advice":"choose another"}')
    response.writeHead(200, { 'x-box': String(BOX), 'x-pixel-size': '2' })
    if (request.url === '/slow') return void response.write(new Uint8Array(voxels.buffer, 0, 1000))
    response.end(new Uint8Array(voxels.buffer, 0, request.url === '/short' ? 100 : voxels.byteLength))
  })
  let at = ''
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const never = new AbortController().signal

  test('a map comes with its box and pixel size, once for all who want it', async () => {
    asked = []
    const store = new MapStore()
    const [first, second] = await Promise.all([store.load(`${at}/map`, never), store.load(`${at}/map`, never)])
    expect(first).toEqual({ voxels, box: BOX, pixelSizeA: 2 })
    expect(second).toBe(first)
    expect(await store.load(`${at}/map`, never)).toBe(first)
    expect(asked).toEqual(['/map'])
  })

  test('what was used longest ago is forgotten first', async () => {
    asked = []
    const store = new MapStore(2 * voxels.byteLength)
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await store.load(`${at}/${name}`, never)
    expect(asked).toEqual(['/a', '/b', '/c', '/b'])
  })

  test('versions of a map are told apart', async () => {
    asked = []
    const store = new MapStore()
    await store.load(`${at}/live#1`, never)
    await store.load(`${at}/live#2`, never)
    expect(asked).toEqual(['/live', '/live'])
  })

  test('who gives up is not kept waiting; the fetch ends when nobody waits any more', async () => {
    closed = 0
    const store = new MapStore()
    const [one, two] = [new AbortController(), new AbortController()]
    const loads = [store.load(`${at}/slow`, one.signal), store.load(`${at}/slow`, two.signal)]
    const settled = Promise.allSettled(loads)
    await new Promise(resolve => setTimeout(resolve, 100))
    one.abort()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(closed).toBe(0)
    two.abort()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(closed).toBe(1)
  })

  test('failures are in the host’s words; a failed map is asked for again', async () => {
    const store = new MapStore()
    await expect(store.load(`${at}/missing`, never)).rejects.toThrow('run_class004.mrc: no such map; choose another')
    await expect(store.load(`${at}/short`, never)).rejects.toThrow(/ended early/)
    asked = []
    await store.load(`${at}/short`, never).catch(() => undefined)
    expect(asked).toEqual(['/short'])
  })
})
