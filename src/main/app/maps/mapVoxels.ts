import { open } from 'node:fs/promises'
import { badData, Failure } from '../../../preload/contract/failure.ts'
import { readMrcHeader, type MrcInfo } from '../../formats/mrc.ts'
import type { OpenProject } from '../openProject.ts'
import { Helper } from '../threads/helper.ts'
import { mapPath } from './mapFiles.ts'

const helper = new Helper()

const SMALLEST_BOX = 8
const CHUNK_BYTES = 4 << 20

/** Whether the file's bytes are what the page wants: 32-bit floats, little-endian, x fastest, not packed. */
function isAsServed({ coding, compressed, header: { mapc, mapr, maps } }: MrcInfo): boolean {
  return coding.mode === 2 && coding.littleEndian && !compressed && ['1,2,3', '0,0,0'].includes([mapc, mapr, maps].join())
}

/** `length` bytes of a file from `position`, read as they are asked for; the file is closed with the last, with an error, and when nobody wants more. */
async function fileStream(path: string, position: number, length: number): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path)
  let done = 0
  const next = async (): Promise<Uint8Array> => {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, length - done)), { bytesRead } = await file.read(chunk, 0, chunk.length, position + done)
    if (bytesRead === 0) throw badData(path, `byte ${position + done}`, 'the file ends here', 'it was changed while it was read: look at it again')
    done += bytesRead
    return chunk.subarray(0, bytesRead)
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        controller.enqueue(await next())
      } catch (error) {
        await file.close()
        throw error
      }
      if (done < length) return
      await file.close()
      controller.close()
    },
    cancel: () => file.close(),
  }, { highWaterMark: 1 })
}

/** Voxels of a map of the project for `mapAddress`: query `name`, and `box` to have it Fourier-cropped. */
export async function mapVoxels(project: OpenProject, query: URLSearchParams): Promise<Response> {
  const wanted = query.get('box') ?? Infinity, path = mapPath(project.folder, query.get('name') ?? '')
  if (wanted !== Infinity && !(Number.isInteger(Number(wanted)) && Number(wanted) >= SMALLEST_BOX)) throw new Failure('usage', `box ${String(wanted).slice(0, 20)}`, `a whole number from ${SMALLEST_BOX} on`)
  const info = readMrcHeader(path), box = Math.min(info.columns, Number(wanted)), length = 4 * box ** 3
  const cubic = info.kind === 'volume' && info.columns === info.rows && info.columns === info.sections
  const body = cubic && box === info.columns && isAsServed(info) ? await fileStream(path, info.dataOffset, length) : bytesOf((await helper.run('readVoxels', { path, box })).data)
  return new Response(body, {
    headers: {
      'content-type': 'application/octet-stream', 'content-length': String(length), 'cache-control': 'no-store',
      'x-box': String(box), 'x-pixel-size': String(((info.pixelSize ?? 0) * info.columns) / box),
    },
  })
}

const bytesOf = (data: Float32Array): Uint8Array<ArrayBuffer> => new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
