import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import type { Volume } from '../../../preload/contract/records.ts'
import { writeVolume } from '../../formats/mrc.ts'

/** Where maps that are still growing lie in the output folder; they go with the run's other intermediate files. */
const FOLDER = '.work'
/** Seconds from one writing of the maps to the next, at least. */
const PACE = 2
/** Fraction of the run's time that making and writing them may take. */
const SHARE = 0.01

/** How a sorting stands after a pass. */
export type SortingFigures = { readonly logLikelihood: number; readonly occupancies: ArrayLike<number> }

/** Shows how the sorting goes, and costs nothing where nobody looks: it reads what the sorting has and changes none of it. */
export class LiveSorting {
  readonly #ctx: StageContext
  readonly #outputDir: string
  readonly #began = performance.now()
  #pass = 0
  /** ms since the beginning at which maps were last written, and spent on them so far. */
  #written = -Infinity
  #spent = 0

  constructor(ctx: StageContext, outputDir: string) {
    this.#ctx = ctx
    this.#outputDir = outputDir
  }

  /** Tells of one more pass; `maps` are made when they are due. */
  tell(figures: () => SortingFigures, maps: () => readonly Volume[]): void {
    if (!this.#ctx.live) return
    const { logLikelihood, occupancies } = figures()
    this.#ctx.live({ kind: 'sorting', pass: ++this.#pass, logLikelihood, occupancies: Array.from(occupancies), maps: this.#isDue() ? this.#write(maps) : [] })
  }

  #isDue(): boolean {
    const now = performance.now() - this.#began
    return this.#spent <= SHARE * now && now - this.#written >= 1000 * PACE
  }

  /** Names in the output folder, each file whole or not there. */
  #write(maps: () => readonly Volume[]): string[] {
    const start = performance.now()
    const names = maps().map((map, k) => {
      const name = `${FOLDER}/live_class${String(k + 1).padStart(3, '0')}.mrc`
      writeVolume(join(this.#outputDir, name), map)
      return name
    })
    this.#written = performance.now() - this.#began
    this.#spent += performance.now() - start
    return names
  }
}
