import { MP4BoxBuffer, createFile } from 'mp4box'
import type { Movie } from 'mp4box'
import { expect, test } from 'vitest'
import { mp4Of } from '../../../src/renderer/movie/mp4File.ts'

/** Baseline profile, level 3.0, without parameter sets: enough for a reader of the container. */
const AVC = new Uint8Array([1, 66, 0, 30, 255, 224, 0])
const frames = [5, 3, 4].map((length, i) => ({ bytes: new Uint8Array(length).fill(i + 1), isKey: i !== 1 }))

/** Name, start and length of each box at the top of a file. */
function boxes(bytes: Uint8Array): { name: string; start: number; length: number }[] {
  const view = new DataView(bytes.buffer), found = []
  for (let start = 0; start < bytes.length; start += found.at(-1)!.length) found.push({ name: String.fromCharCode(...bytes.subarray(start + 4, start + 8)), start, length: view.getUint32(start) })
  return found
}

test.each([['H.264', AVC, 'avc1.42001e'], ['VP9', null, 'vp09.00.40.08']] as const)('an MP4 of %s has its table before its frames, and tells their number, size and times', async (codec, description, expected) => {
  const blob = mp4Of({ width: 64, height: 48, framesPerSecond: 24, codec, description }, frames), buffer = await blob.arrayBuffer(), bytes = new Uint8Array(buffer)
  expect(blob.type).toBe('video/mp4')
  const [ftyp, moov, mdat, ...others] = boxes(bytes)
  expect([ftyp.name, moov.name, mdat.name, others.length]).toEqual(['ftyp', 'moov', 'mdat', 0])
  expect([...bytes.subarray(mdat.start + 8)]).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3])

  const file = createFile(), read = new Promise<Movie>((resolve, reject) => {
    file.onReady = resolve
    file.onError = (_, message) => reject(new Error(message))
  })
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(buffer, 0))
  file.flush()
  const movie = await read, [track] = movie.videoTracks
  expect([movie.isFragmented, movie.isProgressive, track.codec]).toEqual([false, true, expected])
  expect([track.nb_samples, track.track_width, track.track_height, movie.duration / movie.timescale]).toEqual([3, 64, 48, 3 / 24])
  const samples = file.getTrackSamplesInfo(track.id)
  expect(samples.map(({ offset, size, is_sync, cts, timescale }) => [offset - mdat.start - 8, size, is_sync, Math.round((24 * cts) / timescale)])).toEqual([[0, 5, true, 0], [5, 3, false, 1], [8, 4, true, 2]])
})
