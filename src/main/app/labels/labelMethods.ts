import { join } from 'node:path'
import { UNLABELLED } from '../../../preload/contract/calls/labels.ts'
import type { LabelSet } from '../../../preload/contract/calls/labels.ts'
import { Failure } from '../../../preload/contract/failure.ts'
import { quoted } from '../../core/commandLine.ts'
import { insertLabelSet, readLabelSets, removeLabelSet, renameLabelSet } from '../../db/labels.ts'
import type { LabelSetRow } from '../../db/labels.ts'
import { countText } from '../exports/assignmentFiles.ts'
import { fileNamePart } from '../exports/fileNames.ts'
import type { MethodsOf } from '../methods.ts'
import type { OpenProject } from '../openProject.ts'
import { neededInput } from '../projects/projectInput.ts'
import type { ProjectInput } from '../projects/projectInput.ts'
import { Helper } from '../threads/helper.ts'
import type { Workstation } from '../workstation.ts'
import { importLabels } from './importLabels.ts'
import { effective } from './labelChange.ts'
import type { LabelChange } from './labelChange.ts'
import { append, labelLog, labelLogs, redo, undo } from './labelLog.ts'
import type { LabelLog } from './labelLog.ts'
import { labelName, labelSetState, particlesOf, refuseOther } from './labelSets.ts'

function sortedSet(rows: readonly number[]): Int32Array {
  const sorted = Int32Array.from(rows).toSorted()
  return sorted.filter((row, i) => i === 0 || row !== sorted[i - 1])
}

/** Labelling rows as people would say it. Throws Failure for a row that is not there. */
function changeOf(set: LabelSetRow, labels: Int8Array, wanted: readonly number[], label: number | null): LabelChange | null {
  const rows = sortedSet(wanted), last = rows[rows.length - 1]
  if (last >= set.particles) throw new Failure('usage', `there is no particle of row ${last + 1}`, `the input has rows 1 to ${set.particles}`)
  const change = effective(labels, { about: '', parts: [{ label: label ?? UNLABELLED, rows }] })
  if (!change) return null
  const particles = countText(change.parts[0].rows.length)
  return { ...change, about: label === null ? `take the label off ${particles}` : `label ${particles} as ${label === 0 ? 'junk' : `${label} (${labelName(set, label)})`}` }
}

function refuseNamesake(project: OpenProject, name: string, id: number | null): void {
  if (project.read(readLabelSets).some(set => set.name === name && set.id !== id)) throw new Failure('usage', `there is a label set "${name}" already`, 'choose another name')
}

/** The words that learn from an exported table, with everything that the input needs. */
function trainCommand({ path, root, passthrough }: ProjectInput, folder: string, file: string): string {
  const words = ['cgr', 'train', path, '--labels', join(folder, `${file}.csv`), '-o', join(folder, `${file}-model`)]
  return [...words, ...(root === null ? [] : ['--root', root]), ...(passthrough === null ? [] : ['--passthrough', passthrough])].map(quoted).join(' ')
}

export function labelMethods(workstation: Workstation): MethodsOf<'labels'> {
  const helper = new Helper()
  const writable = (id: string): OpenProject => {
    const project = workstation.project(id)
    if (workstation.job(id)?.kind === 'run') throw new Failure('usage', 'labels cannot be changed while the particles are being sorted', 'wait for it, or stop it')
    return project
  }
  const tell = (id: string): void => workstation.tell({ type: 'changed', project: id, what: 'labels' })
  const change = (id: string, set: number, make: (project: OpenProject, log: LabelLog) => boolean): LabelSet => {
    const project = writable(id)
    if (make(project, labelLog(project, set))) tell(id)
    return labelSetState(labelLog(project, set))
  }
  return {
    'labels.sets': ({ project }) => labelLogs(workstation.project(project)).map(labelSetState),
    'labels.create': ({ project: id, name }) => {
      const project = writable(id)
      refuseNamesake(project, name, null)
      const particles = particlesOf(project), set = project.write(db => insertLabelSet(db, name, particles))
      tell(id)
      return labelSetState(labelLog(project, set))
    },
    'labels.rename': ({ project: id, set, name, names = {} }) => change(id, set, (project, { set: before }) => {
      if (name !== undefined) refuseNamesake(project, name, set)
      const after = Object.fromEntries(Object.entries({ ...before.names, ...names }).filter(([, given]) => given !== ''))
      project.write(db => renameLabelSet(db, set, name ?? before.name, after))
      return true
    }),
    'labels.remove': ({ project: id, set }) => {
      const project = writable(id)
      labelLog(project, set)
      project.write(db => removeLabelSet(db, set))
      tell(id)
      return null
    },
    'labels.get': ({ project, set, rows }) => {
      const { labels } = labelLog(workstation.project(project), set)
      return rows.map(row => labels[row] ?? UNLABELLED)
    },
    'labels.apply': ({ project: id, set: number, rows, label }) => change(id, number, (project, log) => {
      refuseOther(project, log.set)
      const wanted = changeOf(log.set, log.labels, rows, label)
      if (wanted) append(project, log, wanted)
      return wanted !== null
    }),
    'labels.undo': ({ project, set }) => change(project, set, undo),
    'labels.redo': ({ project, set }) => change(project, set, redo),
    'labels.import': async ({ project: id, set, path }) => {
      const project = writable(id), before = labelLog(project, set)
      refuseOther(project, before.set)
      const read = await helper.run('readLabels', { path, input: neededInput(project), particles: before.set.particles })
      const answer = importLabels(writable(id), set, path, read)
      tell(id)
      return answer
    },
    'labels.export': async ({ project: id, set: number, folder, replace }) => {
      const project = workstation.project(id), { set, labels } = labelLog(project, number), input = neededInput(project)
      refuseOther(project, set)
      if (labels.every(label => label === UNLABELLED)) throw new Failure('usage', `no particle has a label of "${set.name}" yet`, 'label some first')
      const name = fileNamePart(set.name) || 'labels'
      const files = await helper.run('writeLabels', { input, project: project.folder, name, labels, folder, replace })
      return { files, command: trainCommand(input, folder, name) }
    },
  }
}
