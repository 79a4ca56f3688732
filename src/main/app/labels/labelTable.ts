import { atomicWrite } from '../../files/atomicWrite.ts'
import { JUNK_LABEL } from './labelSets.ts'

/** Rows are collected into pieces of about this many characters. */
const PIECE = 1 << 16

/** A line per labelled row, from 1, and what its label is called; junk is −1, as `cgr train` and `cgr compare` read it. `labels`: [particles] −1 for none. */
export function writeLabelTable(path: string, labels: Int8Array, called: (label: number) => string): void {
  atomicWrite(path, sink => {
    let piece = 'index,class\n'
    for (const [row, label] of labels.entries()) {
      if (label < 0) continue
      piece += `${row + 1},${label === JUNK_LABEL ? -1 : called(label)}\n`
      if (piece.length < PIECE) continue
      sink.write(piece)
      piece = ''
    }
    sink.write(piece)
  })
}
