/*
 * The way of an input that is looked at before anything is sorted; the first stages are those of pipeline.ts and volumes/pipeline.ts.
 *
 *   stage                 images                            maps
 *   1 import              stages/importParticles.ts         volumes/importVolumes.ts
 *   2 prove match         stages/proveMatch.ts              –
 *   3 load                sorting/loadSet.ts                volumes/loadVolumes.ts
 *   4 judge               stages/judgeParticles.ts          volumes/judgeVolumes.ts
 *   5 consensus           sorting/consensus.ts              – (of stage 4)
 *   6 pose error          check/measurePoseError.ts         –
 *   7 write               check/consensus.mrc, check/mask.mrc, and check.json last: where it is, the check is whole
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckResult } from '../../preload/contract/calls/check.ts'
import type { StageContext } from '../../preload/contract/progress.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { writeVolume } from '../formats/mrc.ts'
import { CHECK_FILE, CHECK_FOLDER, CHECK_SCRATCH, CONSENSUS, MASK } from './check/checkFiles.ts'
import { checkImages } from './check/checkImages.ts'
import { checkMaps } from './check/checkMaps.ts'
import { CHECK_BOX, type Findings } from './check/findings.ts'
import type { CheckRequest } from './protocol.ts'
import { StageClock } from './results/clock.ts'
import { isVolumeInput } from './volumes/importVolumes.ts'

/**
 * Looks at an input as a run would; writes what it finds into `check` of the output folder, which exists. Rejects with the Failure of
 * the stage that finds the input wanting; then an earlier check stands as it was.
 */
export async function runCheckPipeline(request: CheckRequest, outer: StageContext): Promise<CheckResult> {
  const began = performance.now(), warnings: string[] = []
  const ctx: StageContext = { ...outer, warn: line => { warnings.push(line); outer.warn(line) } }
  const clock = new StageClock(ctx)
  const found = isVolumeInput(request.input)
    ? await checkMaps(request, clock, ctx)
    : await checkImages(request, join(request.outputDir, CHECK_FOLDER, CHECK_SCRATCH), clock, ctx)
  if (found.checked < found.count) ctx.warn(`figures are of ${found.checked} particles drawn at random from ${found.count}; the number of junk particles is scaled up`)
  return clock.time('write', () => writeCheck(request.outputDir, found, warnings, (performance.now() - began) / 1000))
}

function writeCheck(folder: string, found: Findings, warnings: string[], seconds: number): CheckResult {
  const { count, checked, boxSize, density, mask, ...figures } = found, shape = { box: CHECK_BOX, pixelSizeA: boxSize / CHECK_BOX }
  const result: CheckResult = { particles: { total: count, checked }, ...figures, consensus: { name: CONSENSUS, ...shape }, mask: { name: MASK, ...shape }, warnings, seconds }
  const report = join(folder, CHECK_FOLDER, CHECK_FILE), write = (name: string, data: Float32Array): void => writeVolume(join(folder, name), { box: CHECK_BOX, pixelSize: shape.pixelSizeA, data })
  // An earlier report must not vouch for maps of this check.
  rmSync(report, { force: true })
  write(CONSENSUS, density)
  write(MASK, mask)
  atomicWrite(report, `${JSON.stringify(result, null, 2)}\n`)
  return result
}
