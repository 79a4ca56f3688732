/**
 * Expected calibration error (Naeini et al. 2015; Guo et al. 2017): particles are put into `bins` equal intervals (low, high]
 * of the winning class's posterior; the mean over particles of |share that is right − mean posterior| of their bin.
 * `posteriors` is [count × classes]; `correct` [count] names the true class, −1 for a particle that is not counted.
 * NaN where none is counted.
 */
export function expectedCalibrationError(posteriors: ArrayLike<number>, classes: number, correct: ArrayLike<number>, bins = 15): number {
  // Per bin, confidence minus successes: its absolute value is what the bin adds.
  const excess = new Float64Array(bins)
  let counted = 0
  for (let i = 0; i < correct.length; i++) {
    if (correct[i] < 0) continue
    let winner = 0
    for (let k = 1; k < classes; k++) if (posteriors[i * classes + k] > posteriors[i * classes + winner]) winner = k
    const confidence = posteriors[i * classes + winner]
    if (!Number.isFinite(confidence)) throw new RangeError(`the posterior of particle ${i} is ${confidence}`)
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))
    excess[bin] += confidence - (winner === correct[i] ? 1 : 0)
    counted++
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / counted
}
