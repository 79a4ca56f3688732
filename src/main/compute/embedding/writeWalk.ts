import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { WalkReport } from '../../../preload/contract/calls/landscape.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import { writeVolume } from '../../formats/mrc.ts'
import { otsuThreshold } from '../../numerics/masks.ts'
import { pointFile, pointHalfFiles, WALK_FILE, WALK_MASK, WALK_SCRIPT } from './embeddingFiles.ts'
import { walkScript } from './walkScript.ts'

/** All [box³]; half-maps and maps by point. */
type Maps = { readonly halves: readonly (readonly [Float32Array, Float32Array])[]; readonly mask: Float32Array; readonly maps: readonly Float32Array[] }

/** Writes a walk whole into `made`, and puts it in its place in the embedding's folder. */
export function writeWalk(folder: string, made: string, { halves, mask, maps }: Maps, report: WalkReport): WalkReport {
  const { box, pixelSizeA: pixelSize } = report, place = join(folder, report.name)
  mkdirSync(made, { recursive: true })
  const write = (name: string, data: Float32Array): void => writeVolume(join(made, name), { box, pixelSize, data })
  write(WALK_MASK, mask)
  maps.forEach((map, i) => {
    write(pointFile(i + 1), map)
    pointHalfFiles(i + 1).forEach((name, half) => write(name, halves[i][half]))
  })
  atomicWrite(join(made, WALK_SCRIPT), walkScript(report, contourLevel(maps, mask)))
  atomicWrite(join(made, WALK_FILE), `${JSON.stringify(report, null, 2)}\n`)
  rmSync(place, { recursive: true, force: true })
  renameSync(made, place)
  return report
}

/** One level for all maps, so that what changes between them is the molecule. */
function contourLevel(maps: readonly Float32Array[], mask: Float32Array): number {
  const mean = mask.map((_, i) => maps.reduce((sum, map) => sum + map[i], 0) / maps.length)
  return otsuThreshold(mean, Uint8Array.from(mask, v => (v > 0 ? 1 : 0)))
}
