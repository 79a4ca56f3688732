import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '..', '..')

/** A new folder outside the repository. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'cgr-dist-'))

/** Makes the headless tarball in a new folder; its path. */
export function makeTarball(): string {
  const out = newFolder()
  execFileSync(process.execPath, ['--experimental-import-meta-resolve', join(ROOT, 'scripts', 'dist.mjs'), '--only', 'tarball', '--out', out], { encoding: 'utf8' })
  const names = readdirSync(out)
  if (names.length !== 1 || !/^cgr-[\d.]+-linux-(x64|arm64)\.tar\.gz$/.test(names[0])) throw new Error(`npm run dist left ${names.join(', ')}`)
  return join(out, names[0])
}

/** Unpacks it in another new folder; the one folder that it holds. */
export function unpack(tarball: string): string {
  const into = newFolder()
  execFileSync('tar', ['-xzf', tarball, '-C', into])
  const [folder, ...others] = readdirSync(into)
  if (others.length > 0) throw new Error(`the tarball unpacks to ${others.length + 1} things`)
  return join(into, folder)
}

/** The words that run a program in a network namespace of its own, which is empty: no interface is up, not even loopback. */
export function withoutNetwork(): string[] {
  const words = ['unshare', process.getuid!() === 0 ? '-n' : '-rn', '--']
  const { status, error, stderr } = spawnSync(words[0], [...words.slice(1), 'true'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`this machine allows no empty network namespace, in which the tarball must be tried: \`${words.join(' ')} true\`: ${error?.message ?? stderr.trim()}. Run the tests as root, or allow unprivileged user namespaces.`)
  return words
}

/** Nothing of the machine but an empty home, in which PATH finds no program either. */
export function bareEnvironment(): { readonly HOME: string; readonly PATH: string } {
  const home = newFolder(), path = join(home, 'nothing')
  mkdirSync(path)
  return { HOME: home, PATH: path }
}
