import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** Packs `folder` as `path`: sorted, of nobody and of one date, so that the same files make the same bytes. GNU tar does it, which every Linux has. */
export async function pack(folder, path) {
  const seconds = process.env.SOURCE_DATE_EPOCH ?? '1767225600'
  const tar = spawn('tar', ['-c', '--sort=name', `--mtime=@${seconds}`, '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rw,go+r-w,a+X', '--format=gnu', '-C', dirname(folder), basename(folder)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(tar, 'close')
  await pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(path))
  const [code] = await ended
  if (code !== 0) throw new Error(`tar ended with ${code}`)
}
