export type Candidates = {
  /** K */
  readonly classes: number
  /** [rows × K] how likely each class is; all 0 for a row that takes no part. */
  readonly posteriors: Float32Array
  /** [rows] 1: has a label already. */
  readonly labelled: Uint8Array
  /** [rows] */
  readonly micrograph: Uint32Array
}

/** Entropy of row i, nats. */
function entropyOf({ posteriors, classes }: Candidates, row: number): number {
  let nats = 0
  for (let k = row * classes; k < (row + 1) * classes; k++) if (posteriors[k] > 0) nats -= posteriors[k] * Math.log(posteriors[k])
  return nats
}

/** The two classes that a row is most between, as one number whatever their order. */
function contestOf({ posteriors, classes }: Candidates, row: number): number {
  let first = 0, second = -1
  for (let k = 1; k < classes; k++) {
    const value = posteriors[row * classes + k]
    if (value > posteriors[row * classes + first]) [first, second] = [k, first]
    else if (second < 0 || value > posteriors[row * classes + second]) second = k
  }
  return Math.min(first, second) * classes + Math.max(first, second)
}

/**
 * `count` rows whose labels would tell the most, the most telling first: those of highest predictive entropy (uncertainty sampling, Lewis & Gale 1994), spread so
 * that they do not all tell the same. Every pair of classes gets its turn in proportion to the entropy that lies between the two (Webster's method), and within a
 * pair no micrograph a second one before each that has any had its first.
 */
export function mostTelling(candidates: Candidates, count: number): Uint32Array {
  const { classes, micrograph, labelled, posteriors } = candidates
  const contests = new Map<number, { rows: number[]; entropy: number; taken: number }>(), entropy = new Float64Array(micrograph.length)
  for (let row = 0; row < micrograph.length; row++) {
    const takesPart = labelled[row] === 0 && posteriors.subarray(row * classes, (row + 1) * classes).some(p => p > 0)
    entropy[row] = takesPart ? entropyOf(candidates, row) : 0
    if (!(entropy[row] > 0)) continue
    const key = contestOf(candidates, row), contest = contests.get(key) ?? { rows: [], entropy: 0, taken: 0 }
    contest.rows.push(row)
    contest.entropy += entropy[row]
    contests.set(key, contest)
  }
  for (const contest of contests.values()) contest.rows = inRounds(contest.rows.toSorted((a, b) => entropy[b] - entropy[a] || a - b), micrograph)
  const out: number[] = [], open = [...contests.entries()].toSorted(([a], [b]) => a - b).map(([, contest]) => contest)
  while (out.length < count) {
    const next = open.filter(({ rows, taken }) => taken < rows.length).reduce<typeof open[number] | null>((best, one) => (best && claim(best) >= claim(one) ? best : one), null)
    if (!next) break
    out.push(next.rows[next.taken++])
  }
  return Uint32Array.from(out)
}

const claim = ({ entropy, taken }: { entropy: number; taken: number }): number => entropy / (2 * taken + 1)

/** The rows in their order, but the first of every micrograph before the second of any. */
function inRounds(rows: readonly number[], micrograph: Uint32Array): number[] {
  const before = new Map<number, number>()
  const round = rows.map(row => {
    const earlier = before.get(micrograph[row]) ?? 0
    before.set(micrograph[row], earlier + 1)
    return earlier
  })
  return rows.map((_, i) => i).toSorted((a, b) => round[a] - round[b] || a - b).map(i => rows[i])
}
