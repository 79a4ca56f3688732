import { classMaps } from './classMaps.ts'
import { componentPass } from './componentPass.ts'
import { continuity } from './continuity.ts'
import { coordinatePass } from './coordinatePass.ts'
import { invertSum } from './invertSum.ts'
import { loadParticles } from './loadParticles.ts'
import { localResolutionMap } from './localResolutionMap.ts'
import { mapsToVolumes } from './mapsToVolumes.ts'
import { mixture } from './mixture.ts'
import { nodeDensities } from './nodeDensities.ts'
import { posePass } from './posePass.ts'
import { measureMap } from './measureMap.ts'
import { reconstructHalf } from './reconstructHalf.ts'
import { residualPower } from './residualPower.ts'
import { slopes } from './slopes.ts'
import { sortPass } from './sortPass.ts'

/** Everything a worker thread can do: one file a task, its input and output cloned or shared by SharedArrayBuffer. */
export const tasks = {
  loadParticles,
  sortPass,
  componentPass,
  coordinatePass,
  continuity,
  mixture,
  posePass,
  nodeDensities,
  slopes,
  residualPower,
  classMaps,
  mapsToVolumes,
  reconstructHalf,
  invertSum,
  localResolutionMap,
  measureMap,
}

export type TaskName = keyof typeof tasks
export type TaskInput<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0]
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>
