import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { STEPS } from '../../preload/contract/calls/projects.ts'
import type { Project, StepName } from '../../preload/contract/calls/projects.ts'
import { useProject } from '../api/queries.ts'
import { useSaved } from '../api/saved.ts'
import { windowBridge } from '../api/windowBridge.ts'
import { HelpButton } from '../help/HelpButton.tsx'
import { Problem, Notice } from '../ui/Notice.tsx'
import { CheckStep } from '../steps/check/CheckStep.tsx'
import { ClassesStep } from '../steps/classes/ClassesStep.tsx'
import { ImportStep } from '../steps/import/ImportStep.tsx'
import { MapsStep } from '../steps/maps/MapsStep.tsx'
import { ReportStep } from '../steps/report/ReportStep.tsx'
import { SortStep } from '../steps/sort/SortStep.tsx'
import { JobBar } from './JobBar.tsx'
import { Rail, STEP_TITLES } from './Rail.tsx'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import { goTo } from './place.ts'

export type StepProps = { readonly project: Project }

const PAGES: Readonly<Record<StepName, (props: StepProps) => ReactNode>> = { import: ImportStep, check: CheckStep, sort: SortStep, classes: ClassesStep, maps: MapsStep, report: ReportStep }

export function ProjectWindow({ folder, step }: { folder: string; step: StepName | null }): ReactNode {
  const { data: project, error } = useProject(folder)
  if (error) {
    return (
      <main className="page narrow">
        <Problem error={error}><button type="button" onClick={() => goTo({ folder: null, step: null })}>Start page</button></Problem>
      </main>
    )
  }
  return project ? <Opened project={project} asked={step} /> : <main className="page narrow" aria-busy="true"><p>Opening {folder} …</p></main>
}

/** Where a project that nobody has been in is entered: at the first step that is not done. */
const firstStep = (project: Project): StepName => (project.run?.state === 'finished' ? 'classes' : project.steps.find(({ state }) => state !== 'done')?.step ?? 'import')

function Opened({ project, asked }: { project: Project; asked: StepName | null }): ReactNode {
  const [left, setLeft] = useSaved(project, 'step', z.enum(STEPS), firstStep(project))
  const [visited, setVisited] = useSaved(project, 'visited', z.array(z.enum(STEPS)), [])
  const step = asked ?? left
  const visit = (to: StepName): void => {
    setLeft(to)
    goTo({ folder: project.folder, step: to })
    if (project.run?.state === 'finished' && !visited.includes(to)) setVisited([...visited, to])
  }
  useEffect(() => {
    document.title = `${project.name} – ${STEP_TITLES[step]} – CGR`
  }, [project.name, step])
  useEffect(() => windowBridge?.onCommand(command => {
    if (command === 'export') visit('report')
  }))
  const Page = PAGES[step]
  return (
    <div className="window">
      <header className="top">
        <button type="button" className="quiet" onClick={() => goTo({ folder: null, step: null })} title="All projects">CGR</button>
        <strong title={project.folder}>{project.name}</strong>
        <span className="muted small folder">{project.folder}</span>
        <HelpButton />
        <ThemeSwitch />
      </header>
      <Rail steps={project.steps} current={step} onStep={visit} />
      <main className="page" data-testid={`step-${step}`}>
        {project.readOnlyReason && <Notice kind="warning" title="Nothing can be changed here"><p>{project.readOnlyReason}. Everything can be looked at.</p></Notice>}
        <h1>{STEP_TITLES[step]}</h1>
        <Page project={project} />
      </main>
      <JobBar project={project} onSort={() => visit('sort')} />
    </div>
  )
}
