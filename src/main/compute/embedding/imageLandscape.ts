import type { ParticleSet } from '../../../preload/contract/records.ts'
import { readVolume } from '../../formats/mrc.ts'
import { seededRandom, type Random } from '../../numerics/rng.ts'
import type { ProjectParticles } from '../protocol.ts'
import { finalPoses, halfSets } from '../results/poses.ts'
import { Checkpoints } from '../sorting/checkpoint.ts'
import { evidenceOf, findComponents } from '../sorting/components.ts'
import { unmaskedDensities } from '../sorting/consensus.ts'
import { turn } from '../sorting/expectation.ts'
import { followRun, renewConsensus, takeClasses } from '../sorting/followRun.ts'
import { checkedMask, maskForSorting } from '../sorting/givenMask.ts'
import { loadSet } from '../sorting/loadSet.ts'
import type { PosePolish } from '../sorting/posePolish.ts'
import { activeWeights } from '../sorting/starts.ts'
import { whiten } from '../sorting/whiten.ts'
import { createWorkspace, type Workspace } from '../sorting/workspace.ts'
import { importParticles } from '../stages/importParticles.ts'
import { judgeParticles } from '../stages/judgeParticles.ts'
import { halfMaps } from '../stages/maps/halfMaps.ts'
import type { SortedParticles } from '../stages/maps/sliceParts.ts'
import { measureVariance } from '../stages/measureVariance.ts'
import { proveMatch } from '../stages/proveMatch.ts'
import { certainly } from './certainly.ts'
import { heldOutEvidence } from './heldOutEvidence.ts'
import { axesOfHalf, measuredPlaces } from './imageHalves.ts'
import { kindOfMotion } from './kindOfMotion.ts'
import { COMPONENT_LIMIT, type FoundComponents, type LandscapeSource } from './landscapeSource.ts'
import { embeddingSide, principalAxes } from './principalAxes.ts'
import { refuseOtherRows } from './refuseOtherRows.ts'

/** The rows of the input. Throws Failure 'data' for rows that are not those of the run. */
export function importedImages(request: ProjectParticles): ParticleSet {
  const { input, root, passthrough } = request, { particles } = importParticles(input, { ...(root !== null && { root }), ...(passthrough !== null && { passthrough }) })
  refuseOtherRows(request, particles.count)
  return particles
}

export function imageLandscape(request: ProjectParticles, particles = importedImages(request)): LandscapeSource {
  const { box: workingBox, maxResolution, seed, input, run } = request, { optics: [{ box, pixelSize }] } = particles
  return {
    count: particles.count, box, pixelSize,
    async settle(scratch, pool, clock, ctx) {
      const options = { box: workingBox, maxResolution, seed, scratch }
      await clock.time('prove match', () => proveMatch(particles, options, pool, ctx, input))
      const { set, shellPower } = await clock.time('load images', () => loadSet(particles, options, pool, ctx))
      whiten(set, shellPower)
      const w = createWorkspace(pool, ctx, set)
      const { sign } = await clock.time('judge particles', () => judgeParticles(w, givenMask(request, particles), new Checkpoints(scratch)))
      const polish = run && await clock.time('polish poses', () => followRun(w, run, ctx))
      const sorted = sortedParticles(particles, w, polish, seed), contrast = Float32Array.from(new Float32Array(w.set.state.contrast))
      return {
        sign, poses: polish ? 'polished' : 'given', used: new Uint8Array(set.state.active).reduce((sum, on) => sum + on, 0), boxSize: set.boxSize, limit: w.limit, workingBox: set.store.box,
        components: (count, random, told) => componentsOf(w, particles, count, polish, random, told),
        async halfMaps(weight, own) {
          return (await halfMaps({ ...sorted, weight, classNumber: Int32Array.from(weight, v => (v > 0 ? 1 : 0)) }, { classes: 1, sign, box, pixelSize }, own, pool))[0].maps
        },
        async measureVariance(classNumber, classes, pathOf, random, own) {
          // Classes measured before have fitted it to their maps.
          new Float32Array(w.set.state.contrast).set(contrast)
          const sorting = takeClasses(w, { classNumber, posteriors: certainly(classNumber, classes) })
          await renewConsensus(w)
          await turn(w, sorting, w.limit)
          return (await measureVariance(w, sorting, pathOf, random, own)).numbers
        },
      }
    },
  }
}

function givenMask({ mask }: ProjectParticles, { optics: [{ box, pixelSize }] }: ParticleSet): Float32Array | null {
  return mask === null ? null : maskForSorting(checkedMask(readVolume(mask), box, pixelSize, mask))
}

/** Poses and contrast by row, all particles in one class. */
function sortedParticles(particles: ParticleSet, w: Workspace, polish: PosePolish | null, seed: number): SortedParticles {
  const { rotation, shift } = polish ? finalPoses(particles, w, polish) : particles
  const contrast = new Float64Array(particles.count).fill(1), factor = new Float32Array(w.set.state.contrast)
  w.set.rowAt.forEach((row, p) => { contrast[row] = Math.abs(factor[p]) })
  return { particles, rotation, shift, contrast, classNumber: new Int32Array(particles.count).fill(1), half: halfSets(particles, seededRandom(seed).fork('halves')) }
}

async function componentsOf(w: Workspace, { optics: [{ box }] }: ParticleSet, count: number, polish: PosePolish | null, random: Random, told: (done: number, total: number) => void): Promise<FoundComponents> {
  const limit = Math.min(COMPONENT_LIMIT, w.limit), total = count + 3, side = embeddingSide(w)
  const { all: consensus } = unmaskedDensities(w, await renewConsensus(w), side)
  const axes = principalAxes(w, await findComponents(w, count, limit, activeWeights(w), random.fork('all')))
  told(1, total)
  const half = await axesOfHalf(w, count, limit, 0, random.fork('half')), unseen = new Float32Array(half.unseen).reduce((sum, v) => sum + v, 0), { grid, volumes } = half.axes
  const evidence = await heldOutEvidence(count, unseen, (n, scale) => evidenceOf(w, { grid, count: n, volumes: volumes.slice(0, n) }, scale, half.unseen), done => told(done + 1, total))
  const other = await axesOfHalf(w, count, limit, 1, random.fork('other half'))
  told(count + 2, total)
  const motion = await kindOfMotion(w.pool, [half, other], evidence, (one, among) => measuredPlaces(w, one, among, polish), random.fork('motion'))
  told(total, total)
  // Sums over pixels, in the units of the maps that a run makes.
  const scaled = (map: Float32Array): Float32Array => map.map(v => v * box ** -2)
  return { latent: latentByRow(axes.latent, count, w), side, limit, consensus: scaled(consensus), densities: axes.densities.map(scaled), variance: axes.variance, evidence, motion }
}

/** f32 [components × particles] by row; NaN for junk. */
function latentByRow(latent: Float64Array, count: number, { set: { rowAt, state } }: Workspace): Float32Array {
  const out = new Float32Array(count * rowAt.length).fill(NaN), active = new Uint8Array(state.active)
  rowAt.forEach((row, p) => {
    if (active[p]) for (let j = 0; j < count; j++) out[j * rowAt.length + row] = latent[p * count + j]
  })
  return out
}
