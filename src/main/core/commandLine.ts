import type { RunRequest } from '../compute/protocol.ts'

/** Quoted for a POSIX shell where it must be. */
export const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** The command that repeats this run wherever its files are: every parameter is written out, so that no default matters. */
export function repeatingCommand(request: Pick<RunRequest, 'input' | 'root' | 'passthrough' | 'outputDir' | 'parameters'>, truthPath: string | null): string {
  const { parameters: p } = request
  const words = ['cgr', 'run', request.input, '-o', request.outputDir, '-k', String(p.classes), '--box', String(p.box)]
  if (p.maxResolution !== null) words.push('--max-resolution', String(p.maxResolution))
  words.push('--pose-polish', p.posePolish ? 'on' : 'off', '--seed', String(p.seed), '--threads', String(p.threads))
  words.push('--network', p.network)
  if (p.network !== 'off') words.push('--backend', p.backend, '--nodes', String(p.nodes), '--neighbours', String(p.neighbours), '--correlation-threshold', String(p.correlationThreshold))
  if (p.mask !== null) words.push('--mask', p.mask)
  if (request.root !== null) words.push('--root', request.root)
  if (request.passthrough !== null) words.push('--passthrough', request.passthrough)
  if (truthPath !== null) words.push('--truth', truthPath)
  return words.map(quoted).join(' ')
}
