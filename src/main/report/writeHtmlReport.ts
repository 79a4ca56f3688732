import type { Report } from '../../preload/contract/report.ts'
import { atomicWrite } from '../files/atomicWrite.ts'
import { mapGallery } from './mapGallery.ts'
import { reportPage } from './page.ts'

/** Writes report.html from the report and the maps in `folder`; gives the names of maps that could not be shown, each with the reason. */
export function writeHtmlReport(folder: string, path: string, report: Report): string[] {
  const pictures = mapGallery(folder, report.classes)
  atomicWrite(path, reportPage(report, pictures))
  return pictures.flatMap((shown, k) => ('unreadable' in shown ? [`${report.classes[k].map}: ${shown.unreadable}`] : []))
}
