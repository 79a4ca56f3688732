import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../preload/contract/failure.ts'
import { atomicWrite } from '../../files/atomicWrite.ts'
import type { ClassNow } from '../edits/classList.ts'
import { countText } from './assignmentFiles.ts'
import { copiedFile } from './copiedFile.ts'
import { classFileName } from './fileNames.ts'
import type { PlannedFile } from './plannedFile.ts'
import { keptClasses } from './sortedProject.ts'
import type { SortedProject } from './sortedProject.ts'

const MASK_FILE = 'mask.mrc'
const README = 'README.txt'

/** Map and half-maps of one class of the run, under a name that says whose they are. */
function filesOfMap({ folder, maps }: SortedProject, owner: ClassNow, number: number): PlannedFile[] {
  const found = maps.find(one => one.number === number)
  if (!found) throw new Failure('data', `${folder}: the report knows no map of class ${number}`, 'sort the particles again')
  const name = number === owner.number ? classFileName(owner) : `${classFileName(owner)}_with_${classFileName({ number, name: `Class ${number}` })}`
  const whose = number === owner.number ? owner.name : `class ${number}, which was merged into ${owner.name}`
  const from = `made of the ${countText(found.particles)} of class ${number} of the run`
  return [
    copiedFile(folder, found.map, `${name}.mrc`, `map of ${whose}, ${from}, ${found.resolutionA.toFixed(1)} Å`),
    ...found.halfMaps.map((file, half) => copiedFile(folder, file, `${name}_half${half + 1}_unfil.mrc`, `half-map ${half + 1} of ${whose}, unfiltered`)),
  ]
}

/** What the maps do not show. */
function caution({ edited, history }: SortedProject): string[] {
  const merged = keptClasses(edited).filter(one => one.merged.length > 0)
  if (edited.moved === 0 && merged.length === 0) return ['No particle was moved by hand since the run ended: each map is of the particles that the class has.']
  return [
    'The maps are those of the run. What was changed by hand since is not in them:',
    ...history.map(words => `  - ${words}`),
    ...merged.map(one => `${one.name} holds several classes of the run, each with its own map here.`),
    'For maps of the classes as they are now, reconstruct the files of each class again (relion_reconstruct, cryoSPARC).',
  ]
}

function readme(project: SortedProject, files: readonly PlannedFile[]): PlannedFile {
  const { edited } = project
  const classes = keptClasses(edited).map(one => `  ${one.name}: ${countText(edited.members[one.number])} now (class ${[one.number, ...one.merged].join(', ')} of the run)`)
  const left = edited.classes.filter(one => one.excluded).map(one => one.name)
  const text = [
    `Maps of ${project.folder}`, '',
    'Classes:', ...classes, ...(left.length > 0 ? [`Left out: ${left.join(', ')}`] : []), '',
    'Files:', ...files.map(({ name, about }) => `  ${name}: ${about}`), '',
    'Half-maps hold one half of the particles each and are neither filtered nor sharpened: they are what relion_postprocess and local resolution programs want.', '',
    ...caution(project), '',
  ].join('\n')
  return { name: README, about: 'what each map is', bytes: Buffer.byteLength(text), write: path => atomicWrite(path, text) }
}

/** Maps and half-maps of every class that is not excluded, the mask, and README.txt. */
export function mapFiles(project: SortedProject): PlannedFile[] {
  const classes = keptClasses(project.edited)
  if (classes.length === 0) throw new Failure('usage', 'no class is left whose maps could be copied: all are excluded', 'include one')
  const mask = existsSync(join(project.folder, MASK_FILE)) ? [copiedFile(project.folder, MASK_FILE, MASK_FILE, 'mask in which the resolution was measured')] : []
  const files = [...classes.flatMap(owner => [owner.number, ...owner.merged].flatMap(number => filesOfMap(project, owner, number))), ...mask]
  return [...files, readme(project, files)]
}
