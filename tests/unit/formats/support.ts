import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { Failure, type FailureKind } from '../../../src/preload/contract/failure.ts'

/** A real file that other programs wrote. */
export const interop = (name: string): string => fileURLToPath(new URL(`../../../../shared/data/interop/${name}`, import.meta.url))
export const shared = (name: string): string => fileURLToPath(new URL(`../../../../shared/data/${name}`, import.meta.url))

/** A folder that is removed after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The Failure that `action` throws: one line that names the file, says what is wrong and how to mend it. */
export function failureOf(action: () => unknown, path: string, kind: FailureKind = 'data'): Failure {
  let thrown: unknown
  try {
    action()
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(Failure)
  const failure = thrown as Failure
  expect(failure.kind).toBe(kind)
  expect(failure.line).not.toMatch(/[\r\n]/)
  expect(failure.line.startsWith(path)).toBe(true)
  expect(failure.advice.length).toBeGreaterThan(5)
  expect(failure.line.length).toBeLessThan(600)
  return failure
}

export type MrcParts = {
  readonly nx: number
  readonly ny: number
  readonly nz: number
  readonly mode: number
  readonly little?: boolean
  readonly stamp?: readonly number[]
  readonly extended?: number
  /** int32 words by their byte. */
  readonly words?: Readonly<Record<number, number>>
  readonly cell?: readonly [number, number, number]
  readonly put: (view: DataView, byte: number, pixel: number, little: boolean) => void
  readonly bytes: number
}

/** An MRC file put together by hand, byte by byte after the MRC2014 paper, not by the code under test. */
export function mrcBytes({ nx, ny, nz, mode, little = true, stamp, extended = 0, words = {}, cell = [nx, ny, nz], put, bytes }: MrcParts): Buffer {
  const count = nx * ny * nz
  const out = Buffer.alloc(1024 + extended + count * bytes)
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength)
  const int = (byte: number, value: number): void => view.setInt32(byte, value, little)
  for (const [i, value] of [nx, ny, nz, mode, 0, 0, 0, nx, ny, nz].entries()) int(4 * i, value)
  for (const [i, length] of cell.entries()) view.setFloat32(40 + 4 * i, length, little)
  for (const [i, axis] of [1, 2, 3].entries()) int(64 + 4 * i, axis)
  int(92, extended)
  out.write('MAP ', 208, 'latin1')
  out.set(stamp ?? (little ? [0x44, 0x44, 0, 0] : [0x11, 0x11, 0, 0]), 212)
  for (const [byte, value] of Object.entries(words)) int(Number(byte), value)
  for (let pixel = 0; pixel < count; pixel++) put(view, 1024 + extended + pixel * bytes, pixel, little)
  return out
}

/** Repeatable noise for damage. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
