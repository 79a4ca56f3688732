import { readVolume } from '../../formats/mrc.ts'
import type { Measurements } from '../../numerics/pointStates.ts'
import { seededRandom, type Random } from '../../numerics/rng.ts'
import { certainly } from '../embedding/certainly.ts'
import { heldOutEvidence } from '../embedding/heldOutEvidence.ts'
import { kindOfMotion } from '../embedding/kindOfMotion.ts'
import { COMPONENT_LIMIT, type FoundComponents, type LandscapeSource } from '../embedding/landscapeSource.ts'
import { turnedToAxes } from '../embedding/principalAxes.ts'
import { refuseOtherRows } from '../embedding/refuseOtherRows.ts'
import type { ProjectParticles } from '../protocol.ts'
import { checkedMask, maskForSorting } from '../sorting/givenMask.ts'
import type { Pool } from '../threads/pool.ts'
import { sortingOf } from './expectation.ts'
import { gridFor, mapsOf, maskOn } from './fourierMaps.ts'
import { halfSets } from './halfSets.ts'
import { importVolumes } from './importVolumes.ts'
import { judgeVolumes, type VolumeJudgement } from './judgeVolumes.ts'
import { Coordinates, findLatent } from './latentComponents.ts'
import { loadVolumes } from './loadVolumes.ts'
import { measureVolumeVariance } from './measureVolumeVariance.ts'
import { averageVolumes } from './reconstructVolumes.ts'
import { activeRows, type VolumeWorkspace } from './workspace.ts'

/** The counterpart of embedding/imageLandscape.ts for particles that are one 3D map each. */
export function volumeLandscape(request: ProjectParticles): LandscapeSource {
  const { input, root, box: workingBox, maxResolution, mask, seed, run } = request, { particles } = importVolumes(input, root ?? undefined), { count, box, pixelSize } = particles
  refuseOtherRows(request, count)
  return {
    count, box, pixelSize,
    async settle(_, pool, clock, ctx) {
      const given = mask === null ? null : maskForSorting(checkedMask(readVolume(mask), box, pixelSize, mask))
      const set = await clock.time('load maps', () => loadVolumes(particles, { box: workingBox, maxResolution, seed }, ctx))
      const judged = await clock.time('judge maps', () => judgeVolumes(set, given, input, ctx)), { w, sign, weights } = judged
      run?.classNumber.forEach((number, row) => { if (number === 0) w.active[row] = 0 })
      const half = halfSets(particles, seededRandom(seed).fork('halves'))
      return {
        sign, poses: 'given', used: activeRows(w).length, boxSize: w.boxSize, limit: w.ball.limit, workingBox: gridFor(w.ball.limit).size,
        components: (components, random, told) => componentsOf(judged, components, pool, random, told),
        async halfMaps(weight, own) {
          const weighted = { map: weights.map.map((v, row) => v * weight[row]), total: weights.total.map((v, row) => v * weight[row]) }
          return (await averageVolumes({ particles, classNumber: Int32Array.from(weight, (v, row) => (v > 0 && w.active[row] === 1 ? 1 : 0)), half, weights: weighted, classes: 1 }, own))[0].maps
        },
        async measureVariance(classNumber, classes, pathOf, random, own) {
          const members: VolumeWorkspace = { ...w, ctx: own, active: w.active.map((on, row) => (classNumber[row] > 0 ? on : 0)) }
          return measureVolumeVariance(members, await sortingOf(members, certainly(classNumber, classes), classes, w.ball.limit), pathOf, random).numbers
        },
      }
    },
  }
}

async function componentsOf({ w, averages }: VolumeJudgement, count: number, pool: Pool, random: Random, told: (done: number, total: number) => void): Promise<FoundComponents> {
  const limit = Math.min(COMPONENT_LIMIT, w.ball.limit), total = count + 3, grid = gridFor(w.ball.limit), rows = activeRows(w)
  const densityOf = (volume: Float64Array): Float32Array => {
    const whole = new Float64Array(2 * w.ball.count)
    whole.set(volume)
    return mapsOf(w.ball, grid, whole, whole)[0].map(v => v * w.density)
  }
  const axesOf = async (members: readonly number[], own: Random) => {
    const { volumes, latent, second } = await findLatent(w, members, count, limit, own)
    return turnedToAxes({ volumes, densities: volumes.map(densityOf), latent, second }, maskOn(w.mask, grid))
  }
  const halfOf = async (parity: number, own: Random) =>
    ({ volumes: (await axesOf(rows.filter(row => (w.slot[row] & 1) === parity), own)).volumes, unseen: rows.filter(row => (w.slot[row] & 1) !== parity) })
  const axes = await axesOf(rows, random.fork('all'))
  told(1, total)
  const half = await halfOf(0, random.fork('half'))
  const evidence = await heldOutEvidence(count, half.unseen.length, async (n, scale) => evidenceOf(w, half.volumes.slice(0, n).map(volume => volume.map(v => v * scale)), half.unseen), done => told(done + 1, total))
  const other = await halfOf(1, random.fork('other half'))
  told(count + 2, total)
  const motion = await kindOfMotion(pool, [half, other], evidence, async ({ volumes, unseen }, n) => measuredPlaces(w, volumes.slice(0, n), unseen), random.fork('motion'))
  told(total, total)
  return { latent: latentByRow(axes.latent, count, w), side: grid.size, limit, consensus: densityOf(averages[0].map((v, i) => (v + averages[1][i]) / 2)), densities: axes.densities, variance: axes.variance, evidence, motion }
}

function evidenceOf(w: VolumeWorkspace, volumes: readonly Float64Array[], rows: readonly number[]): number {
  const reader = new Coordinates(w, volumes), mean = new Float64Array(volumes.length)
  return rows.reduce((sum, row) => sum + reader.expect(row, mean).evidence, 0)
}

/** First coordinates of rows that had no part in the components. */
function measuredPlaces(w: VolumeWorkspace, volumes: readonly Float64Array[], rows: readonly number[]): Measurements {
  const reader = new Coordinates(w, volumes), found = rows.map(row => reader.first(row)).filter(pair => pair !== null)
  return { value: Float64Array.from(found, ([value]) => value), deviation: Float64Array.from(found, ([, deviation]) => deviation) }
}

/** f32 [components × rows]; NaN for junk. */
function latentByRow(latent: Float64Array, components: number, { count, active }: VolumeWorkspace): Float32Array {
  const out = new Float32Array(components * count).fill(NaN)
  for (let row = 0; row < count; row++) if (active[row] === 1) for (let j = 0; j < components; j++) out[j * count + row] = latent[row * components + j]
  return out
}
