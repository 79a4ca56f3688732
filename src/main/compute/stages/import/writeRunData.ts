import { writeCs, type CsFile } from '../../../formats/cs.ts'
import { particleTable } from '../../../formats/relionOptics.ts'
import { rewriteStar, type StarFile } from '../../../formats/star.ts'

/** The input as read, kept so that it can be handed back complete. */
export type ParticleSource = { readonly format: 'star'; readonly star: StarFile } | { readonly format: 'cs'; readonly cs: CsFile }

/** One entry per input row: class 1…K, 0 for junk, and the posterior of that class. */
export type Classification = { readonly classNumber: Int32Array; readonly maxPosterior: Float64Array; readonly classes?: number }

/**
 * Hands the input back with its classes. RELION: every block, row, column and comment as it was, rlnClassNumber (junk 0) and rlnMaxValueProbDistribution
 * set or added. cryoSPARC: every field as it was, alignments3D/class (from 0; junk is class K, one behind the last) and alignments3D/class_posterior set or added.
 */
export function writeRunData(source: ParticleSource, result: Classification, outPath: string): void {
  const { classNumber, maxPosterior } = result
  if (source.format === 'star') {
    const table = particleTable(source.star)
    if (!table || table.count !== classNumber.length) throw new RangeError(`${classNumber.length} classes for ${table?.count ?? 0} particles`)
    rewriteStar(source.star, outPath, [{
      table,
      columns: [
        { name: 'rlnClassNumber', value: row => classNumber[row] },
        { name: 'rlnMaxValueProbDistribution', value: row => maxPosterior[row].toFixed(6) },
      ],
    }])
    return
  }
  const classes = result.classes ?? classNumber.reduce((most, value) => Math.max(most, value), 0)
  writeCs(outPath, source.cs, [
    { name: 'alignments3D/class', dtype: '<u4', values: classNumber.map(value => (value === 0 ? classes : value - 1)) },
    { name: 'alignments3D/class_posterior', dtype: '<f4', values: maxPosterior },
  ])
}
