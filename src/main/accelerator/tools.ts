import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { Failure } from '../../preload/contract/failure.ts'
import type { Tool } from './runTool.ts'

export type ToolName = 'pip' | 'mvn' | 'npm' | 'tar' | 'compiler'

/** How a program may be called, what it is to people, and the Debian package that has it. */
const TOOLS: Readonly<Record<ToolName, { readonly calls: readonly Tool[]; readonly words: string; readonly debian: string }>> = {
  pip: { calls: [['python3', '-m', 'pip'], ['pip3'], ['python', '-m', 'pip'], ['pip']], words: 'python3 with pip', debian: 'python3-pip' },
  mvn: { calls: [['mvn']], words: 'mvn', debian: 'maven' },
  npm: { calls: [['npm']], words: 'npm', debian: 'npm' },
  tar: { calls: [['tar']], words: 'tar', debian: 'tar' },
  compiler: { calls: [['g++'], ['clang++'], ['c++']], words: 'g++', debian: 'g++' },
}

const works = ([program, ...words]: Tool): boolean => spawnSync(program, [...words, '--version'], { cwd: tmpdir(), stdio: 'ignore' }).status === 0

/** The first way to call it that works here, found by trying. */
export const findTool = (name: ToolName): Tool | undefined => TOOLS[name].calls.find(works)

/** Finds them all, or throws a Failure that names every one that is missing and how to get it. */
export function requireTools<Name extends ToolName>(names: readonly Name[]): Record<Name, Tool> {
  const found = names.map(name => [name, findTool(name)] as const)
  const missing = found.filter(([, tool]) => tool === undefined).map(([name]) => TOOLS[name])
  if (missing.length > 0) {
    throw new Failure(
      'missing', `missing here: ${missing.map(tool => tool.words).join(', ')}`,
      `install what is missing (Debian, Ubuntu: sudo apt-get install ${missing.map(tool => tool.debian).join(' ')}), or bring the accelerator folder of another machine with --from FOLDER`,
    )
  }
  return Object.fromEntries(found) as Record<Name, Tool>
}
