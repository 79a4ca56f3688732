import { makeMask } from '../checks/makeMask.ts'
import { compareClasses } from '../exports/compareClasses.ts'
import { compareMaps } from '../exports/compareMaps.ts'
import { writeExports } from '../exports/writeExports.ts'
import { readLabels } from '../labels/readLabels.ts'
import { writeLabels } from '../labels/writeLabels.ts'
import { suggestRows } from '../teach/suggestRows.ts'
import { measureMap } from '../maps/measureMap.ts'
import { makeThumbnail } from '../maps/makeThumbnail.ts'
import { readVoxels } from '../maps/readVoxels.ts'
import { makePictures } from '../particles/makePictures.ts'
import { readAssignments } from '../particles/readAssignments.ts'
import { readTable } from '../particles/readTable.ts'

/** Everything a helper thread can do: one file a task, its input and output cloned or shared by SharedArrayBuffer. */
export const tasks = { readTable, readAssignments, makePictures, readVoxels, measureMap, makeThumbnail, makeMask, writeExports, compareClasses, compareMaps, readLabels, writeLabels, suggestRows }

export type TaskName = keyof typeof tasks
export type TaskInput<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[0]
export type TaskOutput<Name extends TaskName> = ReturnType<(typeof tasks)[Name]>
