import process from 'node:process'
import type { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Pool } from '../../src/main/compute/threads/pool.ts'
import type { TaskInput, TaskOutput } from '../../src/main/compute/threads/tasks.ts'
import { listCoefficients } from '../../src/main/numerics/coefficients.ts'
import { seededRandom } from '../../src/main/numerics/rng.ts'
import { Failure } from '../../src/preload/contract/failure.ts'

/** A pool, closed after the test, and its threads as Node shows them to everybody. */
function poolOf(size: number, signal = new AbortController().signal): { pool: Pool; threads: Worker[] } {
  const threads: Worker[] = []
  const see = (worker: Worker): void => { threads.push(worker) }
  process.on('worker', see) // told in a later turn of the event loop
  const pool = new Pool(size, signal)
  onTestFinished(async () => {
    process.off('worker', see)
    await pool.close()
  })
  return { pool, threads }
}

/** Points on a line in two heaps; the posteriors say which heap. */
function heaps(seed: number, count = 200): TaskInput<'mixture'> {
  const random = seededRandom(seed), points = new SharedArrayBuffer(8 * count), x = new Float64Array(points)
  for (let i = 0; i < count; i++) x[i] = (i % 2) * 20 + random.normal()
  return { points, dimensions: 1, classes: 2, kind: 'tied', seed }
}
const splitsHeaps = (posteriors: TaskOutput<'mixture'>): boolean => {
  const first = posteriors[0] > 0.5
  return Array.from({ length: posteriors.length / 2 }, (_, i) => posteriors[2 * i] > 0.5 === (i % 2 === 0 ? first : !first)).every(Boolean)
}
/** A task that takes its time. */
const slow = (): TaskInput<'mixture'> => ({ ...heaps(1, 10_000), classes: 12, kind: 'full' })

/** A task that fails on what the user gave. */
const missing = (): TaskInput<'loadParticles'> => {
  const coefficients = listCoefficients(6), zero = new Float64Array(1)
  return {
    store: { coefficients, count: 1, box: 16, slotStart: Uint32Array.of(0, 1), memory: new SharedArrayBuffer(12 * coefficients.count), path: null },
    from: 0, files: ['/nowhere/particles.mrcs'], file: new Uint32Array(1), slice: new Uint32Array(1), optics: [{ name: 'o', voltage: 300, sphericalAberration: 2.7, amplitudeContrast: 0.1, pixelSize: 2, box: 16, ctfPremultiplied: false }],
    opticsGroup: new Uint16Array(1), shift: new Float64Array(2), defocusU: zero, defocusV: zero, defocusAngle: zero, phaseShift: zero, ctfBfactor: zero, ctfScale: zero, pixelScale: 1,
    shellPower: new SharedArrayBuffer(28),
  }
}
/** A task whose input breaks a rule of the program itself: a defect, not the user's fault. */
const impossible = (): TaskInput<'mixture'> => ({ ...heaps(1), points: new SharedArrayBuffer(4) })

const reasonOf = async (promise: Promise<unknown>): Promise<unknown> => promise.then(() => { throw new Error('it came through') }, reason => reason as unknown)

test.each([1, 2, 3])('%i threads: results stand in the order of the inputs, whoever was first', async size => {
  const { pool, threads } = poolOf(size)
  const inputs = [slow(), ...Array.from({ length: 7 }, (_, i) => heaps(i + 1, 20 * (i + 1)))], finished: number[] = []
  const [first, ...others] = await pool.map('mixture', inputs, count => finished.push(count))
  expect(first.length).toBe(12 * 10_000)
  expect(others.map(posteriors => posteriors.length)).toEqual([40, 80, 120, 160, 200, 240, 280])
  expect(others.every(splitsHeaps)).toBe(true)
  expect(finished).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(threads).toHaveLength(size)
})

test('shared memory is written, not copied', async () => {
  const { pool } = poolOf(1)
  const grid = { limit: 6, padding: 1, centre: 8, width: 17, size: 18, voxels: 17 ** 3 }
  const map = new SharedArrayBuffer(4 * 18 ** 3), volumes = new SharedArrayBuffer(4 * 4 * grid.voxels)
  new Float32Array(map).fill(1)
  await pool.run('mapsToVolumes', { grid, maps: [map, map], reach: 7, channels: [0, -1], volumes, stride: 4 })
  // Of a constant only the origin is left.
  expect(new Float32Array(volumes)[4 * ((8 * 17 + 8) * 17 + 8)]).toBeCloseTo(1, 5)
})

describe('a task that fails', () => {
  test('keeps kind, message and advice of its Failure on the way', async () => {
    const { pool } = poolOf(1)
    const failure = await reasonOf(pool.run('loadParticles', missing()))
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ name: 'Failure', kind: 'missing', message: expect.stringContaining('/nowhere/particles.mrcs') as string })
    expect((failure as Failure).stack).toMatch(/mrcStack|mrcFile|loadParticles/)
  })
  test('by a defect is told as internal, with its stack', async () => {
    const { pool } = poolOf(1)
    expect(await reasonOf(pool.run('mixture', impossible()))).toMatchObject({ kind: 'internal', stack: expect.stringMatching(/mixture/) as string })
  })
  test('leaves its thread fit for the next', async () => {
    const { pool, threads } = poolOf(1)
    const [failed, done] = await Promise.allSettled([pool.run('mixture', impossible()), pool.run('mixture', heaps(2))])
    expect([failed.status, done.status, threads.length]).toEqual(['rejected', 'fulfilled', 1])
  })
  test('fails the whole map', async () => {
    const { pool } = poolOf(2)
    expect(await reasonOf(pool.map('mixture', [heaps(1), impossible(), heaps(3)]))).toMatchObject({ kind: 'internal' })
  })
})

describe('cancelling', () => {
  test('queued tasks are rejected, the running one comes through', async () => {
    const controller = new AbortController(), { pool } = poolOf(1, controller.signal)
    const running = pool.run('mixture', slow()), queued = [1, 2, 3].map(seed => reasonOf(pool.run('mixture', heaps(seed))))
    controller.abort()
    expect((await running).length).toBe(12 * 10_000)
    for (const reason of await Promise.all(queued)) expect(reason).toMatchObject({ kind: 'cancelled' })
  })
  test('afterwards nothing is begun', async () => {
    const controller = new AbortController(), { pool } = poolOf(1, controller.signal)
    controller.abort()
    expect(await reasonOf(pool.run('mixture', heaps(1)))).toMatchObject({ kind: 'cancelled' })
  })
})

describe('a thread that dies', () => {
  test('rejects what it ran, what waited and what comes', async () => {
    const { pool, threads } = poolOf(2)
    await pool.run('mixture', heaps(1))
    const all = [slow(), slow(), heaps(2), heaps(3)].map(input => reasonOf(pool.run('mixture', input)))
    await threads[0].terminate()
    for (const reason of await Promise.all(all)) expect(reason).toMatchObject({ message: 'a worker thread ended with code 1' })
    expect(await reasonOf(pool.run('mixture', heaps(4)))).toMatchObject({ message: 'a worker thread ended with code 1' })
  })
})

describe('closing ends every thread and rejects what is left', () => {
  test.each([['while tasks run', true], ['before the threads have come up', false]])('%s', async (_, wait) => {
    const { pool, threads } = poolOf(2)
    if (wait) await Promise.all([pool.run('mixture', heaps(1)), pool.run('mixture', heaps(2))])
    const left = [slow(), slow(), slow()].map(input => reasonOf(pool.run('mixture', input)))
    await pool.close()
    for (const reason of await Promise.all(left)) expect(reason).toMatchObject({ message: 'the worker threads are closed' })
    expect(threads.map(thread => thread.threadId)).toEqual([-1, -1])
    expect(await reasonOf(pool.run('mixture', heaps(3)))).toMatchObject({ message: 'the worker threads are closed' })
    await pool.close()
  })
})
