import type { ClassNow } from '../edits/classList.ts'

/** Letters of any script, each up to four bytes; a file name holds 255 bytes. */
const LONGEST = 40

/** A name that people gave, as part of a file name: letters, digits, "-" and "_" of it, everything else as one "_". */
export const fileNamePart = (name: string): string =>
  [...name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}-]+/gu, '_').replace(/^[_-]+|[_-]+$/g, '')].slice(0, LONGEST).join('')

/** "class001", and "class001_Open" once the class has a name of its own. */
export function classFileName({ number, name }: Pick<ClassNow, 'number' | 'name'>): string {
  const part = name === `Class ${number}` ? '' : fileNamePart(name)
  return `class${String(number).padStart(3, '0')}${part === '' ? '' : `_${part}`}`
}
