import { DEFAULT_PARAMETERS } from '../../../preload/contract/parameters.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { seededRandom } from '../../numerics/rng.ts'
import type { CheckRequest } from '../protocol.ts'
import type { StageClock } from '../results/clock.ts'
import { gridFor, mapsOf } from '../volumes/fourierMaps.ts'
import { importVolumes, type VolumeParticles } from '../volumes/importVolumes.ts'
import { HANDEDNESS, judgeVolumes } from '../volumes/judgeVolumes.ts'
import { loadVolumes, type VolumeSet } from '../volumes/loadVolumes.ts'
import { agreementOf, CHECK_BOX, junkOf, powerCurve, sampleRows, type Findings } from './findings.ts'

/** Maps that are looked at: each is read and transformed at full size. */
const SAMPLE = 500

/** The counterpart of checkImages.ts for particles that are one 3D map each. */
export async function checkMaps(request: CheckRequest, clock: StageClock, ctx: StageContext): Promise<Findings> {
  const { particles } = await clock.time('import', () => importVolumes(request.input, request.root ?? undefined))
  const random = seededRandom(request.seed), { count } = particles
  const some = pickMaps(particles, sampleRows(count, SAMPLE, random.fork('sample')))
  const set = await clock.time('load maps', () => loadVolumes(some, { box: DEFAULT_PARAMETERS.box, maxResolution: null, seed: request.seed }, ctx))
  const power = powerCurve(shellPower(set), set.ball.limit, set.boxSize)
  const judged = await clock.time('judge maps', () => judgeVolumes(set, null, request.input, ctx))
  const { w, averages: [a, b] } = judged, grid = { ...gridFor(w.ball.limit), size: CHECK_BOX }
  const halves = mapsOf(w.ball, grid, a, b)
  ctx.warn('errors of poses are estimated for images only: those of maps are taken as they are')
  return {
    count, checked: some.count, boxSize: w.boxSize, density: halves[0].map((v, i) => (w.density * (v + halves[1][i])) / 2), mask: w.mask,
    proof: { variants: [{ name: 'as given', gain: judged.gain }], halfMapCorrelation: judged.halfMapCorrelation, handedness: HANDEDNESS },
    contrast: { sign: judged.sign, spread: judged.spread }, junk: junkOf(judged.junk, some.count, count), poseError: null,
    resolutionLimitA: agreementOf(halves, w.mask, w.ball.limit, w.boxSize, random.fork('phases')), power,
  }
}

function pickMaps(particles: VolumeParticles, rows: Uint32Array): VolumeParticles {
  const { paths, half, poses, tomogram, place } = particles
  const wide = (column: Float64Array, width: number) => Float64Array.from({ length: rows.length * width }, (_, i) => column[rows[Math.floor(i / width)] * width + (i % width)])
  return {
    ...particles, count: rows.length, paths: Array.from(rows, row => paths[row]), half: half && Uint8Array.from(rows, row => half[row]),
    poses: poses && { rotation: wide(poses.rotation, 9), shift: wide(poses.shift, 3) }, tomogram: Uint32Array.from(rows, row => tomogram[row]), place: i => place(rows[i]),
  }
}

/** Mean |F|² by shell of every map, f32 [count × (limit + 1)], over its mean power. */
function shellPower({ ball, count, data }: VolumeSet): Float32Array {
  const shells = ball.limit + 1, out = new Float32Array(count * shells)
  for (let i = 0; i < count; i++) {
    for (let r = 1; r < shells; r++) {
      let sum = 0
      for (let at = 2 * (i * ball.count + ball.first[r]); at < 2 * (i * ball.count + ball.first[r + 1]); at++) sum += data[at] ** 2
      out[i * shells + r] = sum / Math.max(ball.first[r + 1] - ball.first[r], 1)
    }
  }
  return out
}
