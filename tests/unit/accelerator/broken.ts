import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { acceleratorFolder } from '../../../src/main/accelerator/location.ts'
import { readManifest, writeManifest } from '../../../src/main/accelerator/manifest.ts'
import type { Manifest } from '../../../src/main/accelerator/manifest.ts'
import { put } from './support.ts'

/** The accelerator of this machine, which these tests are about. */
export function theInstalled(): { readonly folder: string; readonly manifest: Manifest } {
  const folder = acceleratorFolder()
  const manifest = readManifest(folder)
  if (!manifest) throw new Error(`no accelerator in ${folder}: run \`node resources/cgr.mjs accelerator install\` first`)
  return { folder, manifest }
}

/** The installed accelerator with some files replaced, made of links; its manifest agrees with what is there. */
export function accelerator(folder: string, replaced: Readonly<Record<string, string | Uint8Array>> = {}): void {
  const { folder: installed, manifest } = theInstalled()
  const files = manifest.files.map(file => {
    const path = join(folder, file.path)
    const content = replaced[file.path]
    mkdirSync(dirname(path), { recursive: true })
    if (content === undefined) {
      symlinkSync(join(installed, file.path), path)
      return file
    }
    put(path, content)
    return { path: file.path, bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex') }
  })
  writeManifest(folder, { ...manifest, files })
}

/** A library that ends its process as soon as it is loaded. */
export function crashingLibrary(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'cgr-crash-'))
  put(join(folder, 'crash.c'), '#include <stdio.h>\n#include <stdlib.h>\n__attribute__((constructor)) static void crash(void) { fputs("out of patience\\n", stderr); abort(); }\n')
  execFileSync('g++', ['-x', 'c', '-shared', '-fPIC', join(folder, 'crash.c'), '-o', join(folder, 'crash.so')])
  const bytes = readFileSync(join(folder, 'crash.so'))
  rmSync(folder, { recursive: true })
  return bytes
}
