import { badData, type Failure } from '../../preload/contract/failure.ts'

/** Atoms as columns; coordinates in Å. */
export type Atoms = {
  readonly count: number
  /** Where they came from, for messages. */
  readonly source: string
  /** Chemical symbol as the file writes it, "C", "FE". */
  readonly element: readonly string[]
  readonly chain: readonly string[]
  /** Residue number as authors and papers give it. */
  readonly residue: Int32Array
  /** [count × 3] x, y, z. */
  readonly position: Float64Array
}

/** One atom line, as text, before it is decided whether it is kept. */
export type AtomRow = {
  readonly line: number
  readonly element: string
  readonly name: string
  readonly alternative: string
  readonly residueName: string
  readonly chain: string
  readonly residue: string
  readonly insertion: string
  readonly x: string
  readonly y: string
  readonly z: string
}

const WATER: ReadonlySet<string> = new Set(['HOH', 'WAT', 'DOD', 'H2O', 'SOL', 'TIP', 'TIP3'])

/** Keeps the atoms of one model: no water, and of alternative places the first that the file gives for an atom. */
export class AtomCollector {
  readonly #path: string
  readonly #element: string[] = []
  readonly #chain: string[] = []
  readonly #residue: number[] = []
  readonly #position: number[] = []
  /** Atoms that have alternatives, by chain, residue and name. */
  readonly #alternatives = new Map<string, string>()

  constructor(path: string) {
    this.#path = path
  }

  #fail(row: AtomRow, what: string): Failure {
    return badData(this.#path, `line ${row.line}`, what, 'correct the line or download the file again')
  }

  add(row: AtomRow): void {
    if (WATER.has(row.residueName)) return
    if (row.alternative !== '') {
      const key = `${row.chain}/${row.residue}/${row.insertion}/${row.name}`
      const first = this.#alternatives.get(key) ?? row.alternative
      if (first !== row.alternative) return
      this.#alternatives.set(key, first)
    }
    const residue = row.residue === '' ? NaN : Number(row.residue)
    if (!Number.isInteger(residue) || Math.abs(residue) > 2 ** 31 - 1) throw this.#fail(row, `residue number "${row.residue}"`)
    for (const text of [row.x, row.y, row.z]) {
      const value = text === '' ? NaN : Number(text)
      if (!Number.isFinite(value)) throw this.#fail(row, `coordinate "${text}" is not a number`)
      this.#position.push(value)
    }
    this.#element.push(row.element)
    this.#chain.push(row.chain)
    this.#residue.push(residue)
  }

  finish(): Atoms {
    const count = this.#element.length
    if (count === 0) throw badData(this.#path, 'whole file', 'no atoms', 'give a PDB or mmCIF coordinate file')
    return { count, source: this.#path, element: this.#element, chain: this.#chain, residue: Int32Array.from(this.#residue), position: Float64Array.from(this.#position) }
  }
}
