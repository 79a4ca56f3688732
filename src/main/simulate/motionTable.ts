import { join } from 'node:path'
import { atomicWrite } from '../files/atomicWrite.ts'

/** Row of motion.csv; none for a particle that does not move (junk). `turns`: of each hinge, degrees. */
export const motionRow = (index: number, turns: readonly number[]): string => (turns.length > 0 ? `${index + 1},${turns.map(turn => turn.toFixed(4)).join(',')}\n` : '')

/** motion.csv: degrees by which each hinge of a particle is turned further than its state says. */
export function writeMotion(folder: string, hinges: number, rows: readonly string[]): void {
  atomicWrite(join(folder, 'motion.csv'), `index,${Array.from({ length: hinges }, (_, k) => `hinge${k + 1}`).join(',')}\n${rows.join('')}`)
}
