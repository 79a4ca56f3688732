import { particleTable } from '../../formats/relionOptics.ts'
import { rewriteStar, writeStar } from '../../formats/star.ts'
import type { Classification } from '../stages/importParticles.ts'
import type { VolumeSource } from './importVolumes.ts'

/**
 * Hands the list of maps back with its classes. A star file: every block, row, column and comment as it was, rlnClassNumber (junk 0) and
 * rlnMaxValueProbDistribution set or added. A folder: a new star file with the maps' names.
 */
export function writeVolumeRunData({ star, names }: VolumeSource, { classNumber, maxPosterior }: Classification, outPath: string): void {
  if (names.length !== classNumber.length) throw new RangeError(`${classNumber.length} classes for ${names.length} maps`)
  if (star) {
    rewriteStar(star, outPath, [{
      table: particleTable(star)!, columns: [
        { name: 'rlnClassNumber', value: row => classNumber[row] },
        { name: 'rlnMaxValueProbDistribution', value: row => maxPosterior[row].toFixed(6) },
      ],
    }])
    return
  }
  writeStar(outPath, [{
    name: 'particles', columns: [
      { name: 'rlnImageName', values: names },
      { name: 'rlnClassNumber', values: classNumber },
      { name: 'rlnMaxValueProbDistribution', values: maxPosterior, decimals: 6 },
    ],
  }])
}
