import { basename } from 'node:path'
import type { ImportedLabels } from '../../../preload/contract/calls/labels.ts'
import { renameLabelSet } from '../../db/labels.ts'
import { countText } from '../exports/assignmentFiles.ts'
import type { OpenProject } from '../openProject.ts'
import { effective } from './labelChange.ts'
import { append, labelLog } from './labelLog.ts'
import { JUNK_LABEL, labelSetState } from './labelSets.ts'
import type { ReadLabels } from './readLabels.ts'

/** Longest name of a label. */
const LONGEST = 60

/** Puts what was read from a file over the labels of a set, as one change; labels that nobody has named yet get the file's names. */
export function importLabels(project: OpenProject, id: number, path: string, { matchedBy, parts, classes, keepsNumbers, notes }: ReadLabels): ImportedLabels {
  const log = labelLog(project, id), { set, labels } = log
  const labelled = parts.reduce((sum, { rows }) => sum + rows.length, 0)
  const replaced = parts.reduce((sum, { label, rows }) => sum + rows.filter(row => labels[row] >= 0 && labels[row] !== label).length, 0)
  const change = effective(labels, { about: `label ${countText(labelled)} as in ${basename(path)}`, parts })
  if (change) append(project, log, change)
  const named = Object.fromEntries(classes.filter(({ label }) => label !== JUNK_LABEL && !keepsNumbers).map(({ theirs, label }) => [label, nameOf(theirs)]))
  project.write(db => renameLabelSet(db, id, set.name, { ...named, ...set.names }))
  return {
    set: labelSetState(labelLog(project, id)), matchedBy, labelled, junk: parts.find(({ label }) => label === JUNK_LABEL)?.rows.length ?? 0, classes: [...classes],
    notes: [...notes, ...(replaced > 0 ? [`${countText(replaced)} had another label before`] : [])],
  }
}

/** What a file calls a class, as a name: a bare number says nothing. */
const nameOf = (theirs: string): string => (/^-?\d+$/.test(theirs) ? `class ${theirs}` : theirs.replaceAll(/\p{Cc}+/gu, ' ').slice(0, LONGEST))
