import type { StageContext } from '../../../preload/contract/progress.ts'
import { readVolume } from '../../formats/mrc.ts'
import type { StageClock } from '../results/clock.ts'
import { checkedMask, maskForSorting } from '../sorting/givenMask.ts'
import { canHoldOut, dealWeight, labelledGroups, type LabelledSet } from '../supervised/labelledSet.ts'
import type { TrainRequest } from '../supervised/protocol.ts'
import type { LabelMaps, Opened, Teachable } from '../supervised/teachable.ts'
import type { Differences } from './differences.ts'
import { finalDifferences, sortingOf } from './expectation.ts'
import { importVolumes } from './importVolumes.ts'
import { HANDEDNESS, judgeVolumes } from './judgeVolumes.ts'
import { loadVolumes } from './loadVolumes.ts'
import { volumeNodeDensities } from './volumeNodeDensities.ts'
import { volumeSpecimen } from './volumeSpecimen.ts'
import type { VolumeWorkspace } from './workspace.ts'

/** Maps, one a particle, loaded and judged: import, load maps, judge maps. Whole tomograms are held out as whole micrographs are. */
export async function openVolumes({ input, root, labels, parameters }: TrainRequest, clock: StageClock, ctx: StageContext): Promise<Opened<Differences>> {
  const { particles, doubts } = await clock.time('import', () => importVolumes(input, root ?? undefined))
  clock.particles = particles.count
  const { box, pixelSize, count, tomogram } = particles
  const givenMask = parameters.mask === null ? null : maskForSorting(checkedMask(readVolume(parameters.mask), box, pixelSize, parameters.mask))
  const byMicrograph = canHoldOut(labels, tomogram, parameters.seed)
  const set = await clock.time('load maps', () => loadVolumes(particles, { ...parameters, deal: byMicrograph ? dealWeight(labels) : null }, ctx))
  const { w, sign, spread, junk, gain, halfMapCorrelation } = await clock.time('judge maps', () => judgeVolumes(set, givenMask, input, ctx))
  return {
    particles: teachableVolumes(w), byMicrograph, labelledMicrographs: labelledGroups(labels, tomogram),
    facts: { particles: 'maps', optics: [{ box, pixelSizeA: pixelSize }], limit: w.ball.limit, boxSizeA: w.boxSize, sign, contrastSpread: spread },
    report: {
      proof: { variants: [{ name: 'as given', gain }], halfMapCorrelation, handedness: HANDEDNESS }, contrast: { sign, spread }, junk: { particles: junk, fraction: junk / count },
      input: { path: input, format: 'maps', particles: count, box, pixelSizeA: pixelSize, micrographs: particles.tomograms, opticsGroups: 1, doubts: [...doubts] },
    },
  }
}

const teachableVolumes = (w: VolumeWorkspace): Teachable<Differences> => ({
  rowAt: Uint32Array.from({ length: w.count }, (_, row) => row), active: Uint8Array.from(w.active), slotAt: w.slot,
  labelMaps: taken => labelMaps(w, taken),
  specimen: model => volumeSpecimen(w, model, []),
  measureOnly: (takesPart, nodes, model, options) => volumeNodeDensities({ ...w, active: w.active.map((on, row) => (takesPart(row) ? on : 0)) }, nodes, model, options),
  known: ({ limit, occupancy, maps }) => ({ limit, size: Math.round(maps[0].length ** (1 / 3)), occupancy, differences: maps, consensus: Float32Array.from(w.consensus), mask: w.mask }),
})

async function labelMaps(w: VolumeWorkspace, { classes, weights: posteriors }: LabelledSet): Promise<LabelMaps<Differences>> {
  const counts = (row: number) => posteriors.subarray(row * classes, (row + 1) * classes).some(weight => weight > 0)
  const labelled = { ...w, active: w.active.map((on, row) => (counts(row) ? on : 0)) }
  const sorting = await sortingOf(labelled, posteriors, classes, w.ball.limit)
  const without = (folds: readonly number[]) => finalDifferences(labelled, sorting, folds)
  const half = (left: readonly number[]) => {
    const { maps } = without(left)
    return { size: Math.round(maps[0].length ** (1 / 3)), differences: maps }
  }
  return { all: without([]), halves: [half([2, 3]), half([0, 1])], without: async folds => without(folds) }
}
