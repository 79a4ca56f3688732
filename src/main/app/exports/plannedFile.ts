/** A file that an export is going to write. Nothing is written before all of them are known. */
export type PlannedFile = {
  /** In the folder that the user chose; no path. */
  readonly name: string
  /** What it is, in one line for people. */
  readonly about: string
  /** How large it will be, about; at least. */
  readonly bytes: number
  /** Writes it whole, or throws Failure 'output'. */
  readonly write: (path: string) => void
}
