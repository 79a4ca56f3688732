import { readdirSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** Label of a class in an assignment → its map. */
export type MapsBeside = ReadonlyMap<string, string>

/** "final" is the last of all iterations. */
const iterationOf = (text: string | undefined): number => (text === undefined ? -1 : /^\d+$/.test(text) ? Number(text) : Infinity)

/** RELION: run_it025_data.star and run_it025_class001.mrc are of one iteration; cgr's run_data.star and run_class001.mrc go the same way. */
function relionMaps(name: string, names: readonly string[]): [string, string][] {
  const stem = /^(.*?)_?data\.star$/.exec(name)?.[1]
  if (stem === undefined) return []
  return names.flatMap(candidate => {
    const found = /^(.*?)_?class(\d{3,})\.mrc$/.exec(candidate)
    return found && found[1] === stem ? [[String(Number(found[2])), candidate] as [string, string]] : []
  })
}

/** cryoSPARC's maps: J44_class_00_00050_volume.mrc, cryosparc_P1_J3_class_00_final_volume.mrc, …_volume_map.mrc. */
const VOLUME = /^(.*?)class_(\d+)(?:_(\d+|final))?_volume(?:_map)?\.mrc$/
const jobOf = (name: string): string | null => /J\d+/.exec(name)?.[0] ?? null

/** cryoSPARC: the maps of the same job; those of the iteration that the particles' file names, or else of the last one. */
function cryosparcMaps(name: string, names: readonly string[]): [string, string][] {
  const wanted = /_(\d+|final)_(?:passthrough_)?particles/.exec(name)?.[1], job = jobOf(name)
  const maps = names.flatMap(candidate => {
    const found = VOLUME.exec(candidate)
    return found && (job === null || jobOf(candidate) === null || jobOf(candidate) === job) ? [{ candidate, label: String(Number(found[2])), iteration: found[3] }] : []
  })
  const same = maps.filter(({ iteration }) => iteration === wanted)
  const chosen = same.length > 0 ? same : maps.toSorted((a, b) => iterationOf(a.iteration) - iterationOf(b.iteration))
  return chosen.map(({ label, candidate }) => [label, candidate])
}

/** Maps of the classes of an assignment, in its folder, by the names that RELION and cryoSPARC give; empty where there are none. */
export function mapsBeside(path: string): MapsBeside {
  const folder = dirname(path), name = basename(path), names = readdirSync(folder).toSorted()
  const found = extname(path).toLowerCase() === '.star' ? relionMaps(name, names) : extname(path).toLowerCase() === '.cs' ? cryosparcMaps(name, names) : []
  return new Map(found.map(([label, file]) => [label, join(folder, file)]))
}
