import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { LAUNCHER } from './program.ts'

const SCRIPT = resolve(import.meta.dirname, '..', '..', 'shared', 'tools', 'relion_class3d.sh')

export type Class3d = { readonly seconds: number; readonly accuracy: number }

/**
 * RELION's Class3D, poses fixed, 2 threads, from the consensus map of particles.star in `folder`, scored against truth.csv there.
 * Seconds are those of relion_refine alone. Needs relion_refine, relion_reconstruct and the wrapper beside the repository.
 */
export function relionClass3d(folder: string, classes: number, { iterations = 25, seed = 1 } = {}): Class3d {
  if (!existsSync(SCRIPT)) throw new Error(`${SCRIPT} is not there: this comparison needs the RELION wrapper beside the repository`)
  const said = execFileSync('bash', [SCRIPT, folder, String(classes), String(iterations), String(seed)], { encoding: 'utf8' })
  const seconds = Number(/wall=([\d.]+)s/.exec(said)![1])
  const result = join(folder, 'relion', `s${seed}_it${String(iterations).padStart(3, '0')}_data.star`)
  const score = execFileSync(execPath, [LAUNCHER, 'compare', join(folder, 'truth.csv'), result, '--truth', 'A', '--json'], { encoding: 'utf8' })
  const { accuracy } = JSON.parse(score) as { accuracy: number }
  return { seconds, accuracy }
}
