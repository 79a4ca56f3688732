import { BoxParser, createFile, DataStream } from 'mp4box'
import type { Codec } from './codecs.ts'

/** What is known of a film before its frames. */
export type FilmFormat = {
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly codec: Codec['kind']
  /** AVCDecoderConfigurationRecord of H.264; null for VP9, whose frames need none. */
  readonly description: Uint8Array<ArrayBuffer> | null
}

/** A frame as the encoder gives it. */
export type EncodedFrame = { readonly bytes: Uint8Array<ArrayBuffer>; readonly isKey: boolean }

/** vpcC, version 1 (VP Codec ISO Media File Format Binding 1.0): profile 0, level 4.0, 8 bit 4:2:0, BT.709. */
const VP9_RECORD = new Uint8Array([0, 40, 0x82, 1, 1, 1, 0, 0])

/** Ticks of the film's clock in a frame: 24, 25 and 30 frames a second all divide it evenly. */
const TICKS = 1000

/**
 * An MP4 file of one film without sound, all of whose frames take the same time and are shown in the order in which they come. Its table of
 * frames stands before them (moov before mdat), which every player reads; fragments, which mp4box would write by itself, not all of them do.
 */
export function mp4Of({ width, height, framesPerSecond, codec, description }: FilmFormat, frames: readonly EncodedFrame[]): Blob {
  const file = createFile(), duration = frames.length * TICKS, timescale = framesPerSecond * TICKS
  file.init({ brands: ['isom', 'iso2', 'mp41'], timescale, duration, width })
  const id = file.addTrack({
    timescale, duration, media_duration: duration, width, height, name: 'Morph', language: 'und', type: codec === 'H.264' ? 'avc1' : 'vp09',
    ...(description && { avcDecoderConfigRecord: description.slice().buffer }),
  })
  const { moov } = file, { stbl } = file.getTrackById(id).mdia.minf
  if (codec === 'VP9') {
    const record = new BoxParser.box.vpcC(VP9_RECORD.length)
    Object.assign(record, { version: 1, data: VP9_RECORD })
    stbl.stsd.entries[0].addBox(record)
  }
  // mp4box writes for fragments: what announces them goes, and the table of frames is filled.
  moov.boxes = moov.boxes?.filter(({ type }) => type !== 'mvex')
  Object.assign(stbl.stts, { sample_counts: [frames.length], sample_deltas: [TICKS] })
  Object.assign(stbl.stsc, { first_chunk: [1], samples_per_chunk: [frames.length], sample_description_index: [1] })
  Object.assign(stbl.stsz, { sample_size: 0, sample_sizes: frames.map(({ bytes }) => bytes.length) })
  const keys = new BoxParser.box.stss()
  keys.sample_numbers = frames.flatMap(({ isKey }, i) => (isKey ? [i + 1] : []))
  stbl.addBox(keys)
  const size = frames.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const head = (offset: number): ArrayBuffer => {
    Object.assign(stbl.stco, { chunk_offsets: [offset] })
    const stream = new DataStream()
    for (const box of file.boxes) box.write(stream)
    return stream.buffer.slice(0, stream.getPosition())
  }
  // The offset has the same four bytes whatever it is.
  const start = head(0).byteLength + MDAT_HEAD
  return new Blob([head(start), mdatHead(size), ...frames.map(({ bytes }) => bytes)], { type: 'video/mp4' })
}

const MDAT_HEAD = 8

/** Length and name of the box that holds the frames. */
function mdatHead(size: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(MDAT_HEAD))
  view.setUint32(0, size + MDAT_HEAD)
  for (const [i, letter] of [...'mdat'].entries()) view.setUint8(4 + i, letter.charCodeAt(0))
  return view.buffer
}
