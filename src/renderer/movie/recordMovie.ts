import { codecFor } from './codecs.ts'
import type { FrameSize } from './codecs.ts'
import { mp4Of } from './mp4File.ts'
import type { EncodedFrame } from './mp4File.ts'

export type Recording = FrameSize & {
  readonly framesPerSecond: number
  readonly frames: number
  /** Draws frame `index`, of the size of the movie. */
  readonly draw: (index: number) => Promise<HTMLCanvasElement>
  readonly onProgress: (done: number) => void
  readonly signal: AbortSignal
}

/** A whole picture so often, s: players can jump there. */
const KEY_EVERY_S = 2
/** Frames that may wait for the encoder: each is a whole picture in memory. */
const MOST_WAITING = 4
const MICROSECONDS = 1e6

/** Draws and encodes a movie as MP4. Rejects with the signal's reason when stopped, and in plain words where this browser cannot encode. */
export async function recordMovie({ width, height, framesPerSecond, frames, draw, onProgress, signal }: Recording): Promise<Blob> {
  const codec = await codecFor({ width, height }, framesPerSecond)
  if (!codec) throw new Error('this browser cannot encode video: use the program’s own window, or a current Chrome, Edge or Firefox')
  const encoded: EncodedFrame[] = []
  let description: Uint8Array<ArrayBuffer> | null = null, failure: unknown = null
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      const bytes = new Uint8Array(chunk.byteLength), known = metadata?.decoderConfig?.description
      chunk.copyTo(bytes)
      encoded.push({ bytes, isKey: chunk.type === 'key' })
      if (known) description ??= bytesOf(known)
    },
    error: error => { failure = error },
  })
  try {
    encoder.configure(codec.config)
    for (let index = 0; index < frames; index++) {
      signal.throwIfAborted()
      if (failure) throw failure
      const frame = new VideoFrame(await draw(index), { timestamp: Math.round((index * MICROSECONDS) / framesPerSecond), duration: Math.round(MICROSECONDS / framesPerSecond) })
      encoder.encode(frame, { keyFrame: index % (KEY_EVERY_S * framesPerSecond) === 0 })
      frame.close()
      while (encoder.encodeQueueSize > MOST_WAITING && encoder.state === 'configured') await new Promise(resolve => setTimeout(resolve, 5))
      onProgress(index + 1)
    }
    await encoder.flush()
    signal.throwIfAborted()
    if (failure) throw failure
  } finally {
    if (encoder.state !== 'closed') encoder.close()
  }
  return mp4Of({ width, height, framesPerSecond, codec: codec.kind, description }, encoded)
}

/** A copy: the encoder may use its own again. */
function bytesOf(source: AllowSharedBufferSource): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source)
  return new Uint8Array(view)
}
