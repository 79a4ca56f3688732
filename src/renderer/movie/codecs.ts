/** How frames are encoded: H.264, which every player and PowerPoint know, or VP9 where the browser has no H.264 encoder. */
export type Codec = { readonly kind: 'H.264' | 'VP9'; readonly config: VideoEncoderConfig }

export type FrameSize = { readonly width: number; readonly height: number }

/** Bits for a pixel of a frame: a lit surface on a plain ground needs no more. */
const BITS_A_PIXEL = 0.2

/** Profile high and level 4.0, then main, then baseline; VP9 profile 0, level 4.0. */
const CANDIDATES: readonly { readonly kind: Codec['kind']; readonly codec: string }[] = [
  { kind: 'H.264', codec: 'avc1.640028' }, { kind: 'H.264', codec: 'avc1.4d0028' }, { kind: 'H.264', codec: 'avc1.42002a' }, { kind: 'VP9', codec: 'vp09.00.40.08' },
]

/** The first way of encoding such frames that this browser has; null where it has none. */
export async function codecFor({ width, height }: FrameSize, framesPerSecond: number): Promise<Codec | null> {
  if (typeof VideoEncoder === 'undefined') return null
  for (const { kind, codec } of CANDIDATES) {
    const config: VideoEncoderConfig = { codec, width, height, framerate: framesPerSecond, bitrate: Math.round(BITS_A_PIXEL * width * height * framesPerSecond), ...(kind === 'H.264' && { avc: { format: 'avc' } }) }
    // Browsers refuse a codec that they do not know by throwing.
    const answer = await VideoEncoder.isConfigSupported(config).catch(() => null)
    if (answer?.supported) return { kind, config }
  }
  return null
}
