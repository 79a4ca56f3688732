import { badData } from '../../preload/contract/failure.ts'
import { AtomCollector, type Atoms } from './atomCollector.ts'
import { nextLine } from './starTokens.ts'

/** Shortest atom line: up to the end of z. */
const TO_Z = 54

/** The element from columns 77–78, or, in old files without them, from the atom name: its first letter, as symbols of two begin one column earlier. */
function elementOf(line: string): string {
  const given = line.slice(76, 78).trim()
  if (given !== '' && /^[A-Za-z]{1,2}$/.test(given)) return given.toUpperCase()
  const name = line.slice(12, 16)
  const twoLetters = /^[A-Z][A-Z]/.test(name) && line.startsWith('HETATM') && name.trim().length <= 2
  return twoLetters ? name.slice(0, 2) : (/[A-Za-z]/.exec(name)?.[0] ?? 'C').toUpperCase()
}

/** Atoms of the first model of a PDB file (format 3.3, fixed columns). */
export function pdbAtoms(path: string, bytes: Buffer): Atoms {
  const atoms = new AtomCollector(path)
  for (let at = 0, number = 1; at < bytes.length; number++) {
    const next = nextLine(bytes, at)
    const isAtom = bytes.toString('latin1', at, at + 6)
    if (isAtom.startsWith('ENDMDL')) break
    if (isAtom === 'ATOM  ' || isAtom === 'HETATM') {
      const line = bytes.toString('latin1', at, Math.min(next, at + 120)).replace(/[\r\n]+$/, '')
      if (line.length < TO_Z) throw badData(path, `line ${number}`, `the line ends in column ${line.length}, before the coordinates`, 'the file is cut off: download it again')
      const column = (from: number, to: number): string => line.slice(from - 1, to).trim()
      atoms.add({
        line: number, element: elementOf(line), name: column(13, 16), alternative: column(17, 17), residueName: column(18, 20), chain: column(22, 22),
        residue: column(23, 26), insertion: column(27, 27), x: column(31, 38), y: column(39, 46), z: column(47, 54),
      })
    }
    at = next
  }
  return atoms.finish()
}
