import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AtomicFile, atomicWrite } from '../../../src/main/files/atomicWrite.ts'
import { failureOf, scratchFolder } from '../formats/support.ts'

const folder = scratchFolder()
const source = fileURLToPath(new URL('../../../src/main/files/atomicWrite.ts', import.meta.url))
const leftovers = (where: string): string[] => readdirSync(where).filter(name => name.endsWith('.part'))

describe('a whole file', () => {
  test('of bytes, of text, empty, and streamed in pieces of every size', () => {
    const path = join(folder, 'whole')
    atomicWrite(path, Uint8Array.of(1, 2, 3))
    expect([...readFileSync(path)]).toEqual([1, 2, 3])
    atomicWrite(path, 'Å and ü')
    expect(readFileSync(path, 'utf8')).toBe('Å and ü')
    atomicWrite(path, '')
    expect(statSync(path).size).toBe(0)
    const pieces = [1, 1 << 20, 3, (1 << 20) - 1, 1, (3 << 20) + 5, 7].map((length, i) => Buffer.alloc(length, 65 + i))
    atomicWrite(path, sink => pieces.forEach(piece => sink.write(piece)))
    expect(readFileSync(path).equals(Buffer.concat(pieces))).toBe(true)
    expect(leftovers(folder)).toEqual([])
  })
  test('has its name only once it is complete, and a header may be set late', () => {
    const path = join(folder, 'late')
    const file = new AtomicFile(path)
    file.write('....body')
    file.overwrite(Buffer.from('head'), 0)
    expect(readdirSync(folder)).not.toContain('late')
    expect(() => file.overwrite(Buffer.alloc(9), 4)).toThrow()
    const again = new AtomicFile(path)
    again.write('....body')
    again.overwrite(Buffer.from('head'), 0)
    again.commit()
    expect(readFileSync(path, 'utf8')).toBe('headbody')
    again.abort()
    expect(readFileSync(path, 'utf8')).toBe('headbody')
    expect(leftovers(folder)).toEqual([])
  })
  test('replaces a link, not the file it points to', () => {
    writeFileSync(join(folder, 'input'), 'precious')
    symlinkSync(join(folder, 'input'), join(folder, 'link'))
    atomicWrite(join(folder, 'link'), 'new')
    expect([readFileSync(join(folder, 'input'), 'utf8'), readFileSync(join(folder, 'link'), 'utf8')]).toEqual(['precious', 'new'])
  })
})

describe('or nothing', () => {
  test('when the content fails half-way, the old file stays and the error is passed on', () => {
    const path = join(folder, 'half')
    writeFileSync(path, 'old')
    expect(() => atomicWrite(path, sink => {
      sink.write(Buffer.alloc(5 << 20))
      throw new RangeError('mine')
    })).toThrow(RangeError)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(leftovers(folder)).toEqual([])
  })
  test.each([
    ['no such folder', 'none/file', 'ENOENT'], ['a file as a folder', 'half/file', 'ENOTDIR'], ['a folder of that name', 'taken', 'EISDIR'], ['a name too long', 'x'.repeat(300), 'ENAMETOOLONG'],
  ])('%s', (_, name, code) => {
    mkdirSync(join(folder, 'taken'), { recursive: true })
    const path = join(folder, name)
    expect(failureOf(() => atomicWrite(path, 'x'), path, 'output').line).toContain(code)
    expect(leftovers(folder)).toEqual([])
  })
  test('a folder that may not be written', () => {
    expect(failureOf(() => atomicWrite('/proc/cgr-test', 'x'), '/proc/cgr-test', 'output').line).toMatch(/cannot write: .+\(E[A-Z]+\)/)
  })

  /** Runs atomicWrite in a process whose files may not grow beyond `blocks` KiB: writes come back short, then fail. */
  const limited = (blocks: number, path: string, bytes: number, pieces: number): { ok: boolean; line: string } => {
    const code = `import { atomicWrite } from ${JSON.stringify(source)}
      try { atomicWrite(${JSON.stringify(path)}, sink => { for (let i = 0; i < ${pieces}; i++) sink.write(Buffer.alloc(${Math.ceil(bytes / pieces)}, 66)) }); console.log('ok') }
      catch (error) { console.log(error.kind + ' ' + error.line) }`
    const script = join(folder, 'limited.mjs')
    writeFileSync(script, code)
    const { stdout } = spawnSync('bash', ['-c', `ulimit -f ${blocks}; exec "$0" "$1"`, process.execPath, script], { encoding: 'utf8' })
    return { ok: stdout.trim() === 'ok', line: stdout.trim() }
  }
  test.each([[1, 1], [1000, 1], [2047, 1], [2047, 3], [1500, 400], [2048, 3]])('at a limit of %i KiB in %i pieces: 2 MiB arrive whole or the old file stays', (blocks, pieces) => {
    const path = join(folder, 'limited')
    writeFileSync(path, 'old')
    const { ok, line } = limited(blocks, path, 2 << 20, pieces)
    expect(ok).toBe(blocks >= 2048 + (pieces - 1) / 1024)
    if (!ok) expect(line).toMatch(/^output .*limited: cannot write: .*\(EFBIG\); /)
    expect(ok ? statSync(path).size >= 2 << 20 : readFileSync(path, 'utf8') === 'old').toBe(true)
    expect(leftovers(folder)).toEqual([])
  })

  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0
  test.skipIf(!mounted)(`on a full disk${mounted ? '' : ' (needs root for a disk of 1 MiB)'}`, () => {
    try {
      const path = join(disk, 'file')
      writeFileSync(path, Buffer.alloc(204_800, 1))
      for (const bytes of [3 << 20, 900_000, 850_000]) {
        expect(failureOf(() => atomicWrite(path, Buffer.alloc(bytes, 2)), path, 'output').line).toContain('ENOSPC')
        expect(readFileSync(path).equals(Buffer.alloc(204_800, 1))).toBe(true)
        expect(readdirSync(disk)).toEqual(['file'])
      }
      atomicWrite(path, Buffer.alloc(800_000, 3))
      expect(statSync(path).size).toBe(800_000)
    } finally {
      execFileSync('umount', [disk])
    }
  })
})
