import type { ReactNode } from 'react'
import { z } from 'zod'
import { useSaved } from '../../api/saved.ts'
import type { StepProps } from '../../shell/ProjectWindow.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { LandscapePage } from '../landscape/LandscapePage.tsx'
import { TeachPage } from '../teach/TeachPage.tsx'
import { ClassesPage } from './ClassesPage.tsx'

const TABS = [
  { key: 'classes', title: 'Classes', page: ClassesPage, isFilling: false },
  { key: 'teach', title: 'Teach', page: TeachPage, isFilling: true },
  { key: 'landscape', title: 'Landscape', page: LandscapePage, isFilling: false },
] as const
type Key = (typeof TABS)[number]['key']
const KEYS = TABS.map(({ key }) => key) as [Key, ...Key[]]

/** The classes that were found, and ways to teach the program better ones. */
export function ClassesStep({ project }: StepProps): ReactNode {
  const [tab, setTab] = useSaved<Key>(project, 'classes.tab', z.enum(KEYS), 'classes')
  const { page: Page, isFilling } = TABS.find(({ key }) => key === tab)!
  return <Tabs label="Classes" tabs={TABS} current={tab} onTab={setTab} isFilling={isFilling}><Page project={project} /></Tabs>
}
