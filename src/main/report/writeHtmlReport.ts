import type { Report } from '../../preload/contract/report.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { graphFigure } from './graphFigure.ts'
import type { DrawnGraph } from './graphFigure.ts'
import { mapGallery } from './mapGallery.ts'
import type { ClassPictures } from './mapGallery.ts'
import { mapViews } from './mapViews.ts'
import type { ClassMap, MapViews } from './mapViews.ts'
import { reportPage } from './page.ts'
import type { Figures } from './page.ts'

/** Reads the voxel graph that a run left in its folder. */
export type ReadGraph = (folder: string) => DrawnGraph

function drawGraph(folder: string, readGraph: ReadGraph, read: readonly (MapViews | string)[], maps: readonly ClassMap[]): Exclude<Figures['graph'], null> {
  try {
    return graphFigure(readGraph(folder), read, maps)
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) }
  }
}

const reasons = (shown: readonly ClassPictures[], maps: readonly ClassMap[]): string[] =>
  shown.flatMap((one, k) => ('unreadable' in one ? [`${maps[k].map}: ${one.unreadable}`] : []))

/**
 * Writes report.html from the report and the files in `folder`; gives what could not be shown, each with the reason.
 * `readGraph` is asked only where the report has a graph.
 */
export function writeHtmlReport(folder: string, path: string, report: Report, readGraph: ReadGraph): string[] {
  const read = mapViews(folder, report.classes), classes = mapGallery(read, report.classes)
  const decodedMaps = (report.network?.decodedMaps ?? []).map((map, k) => ({ map, occupancy: report.classes[k]?.occupancy ?? 0 }))
  const decoded = mapGallery(mapViews(folder, decodedMaps), decodedMaps)
  const graph = report.graph ? drawGraph(folder, readGraph, read, report.classes) : null
  atomicWrite(path, reportPage(report, { classes, decoded, graph }))
  return [...reasons(classes, report.classes), ...reasons(decoded, decodedMaps), ...(graph && 'unreadable' in graph ? [`voxel graph: ${graph.unreadable}`] : [])]
}
