import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useHostEvents } from '../api/queries.ts'
import { useJobs } from '../api/jobs.ts'
import { windowBridge } from '../api/windowBridge.ts'
import { useCall } from '../api/queries.ts'
import { HelpWindow } from '../help/HelpWindow.tsx'
import { slug } from '../help/sections.ts'
import { useHelp } from '../help/useHelp.ts'
import { StartPage } from '../start/StartPage.tsx'
import { DropTarget } from './DropTarget.tsx'
import { ProjectWindow } from './ProjectWindow.tsx'
import { STEP_TITLES } from './Rail.tsx'
import { goTo, usePlace } from './place.ts'
import { THEMES, useTheme } from './theme.ts'

export function App(): ReactNode {
  useHostEvents()
  const place = usePlace(), info = useCall('app.info', null)
  const isConnected = useJobs(({ isConnected: is }) => is)
  const { isOpen: helps, setOpen: setHelp } = useHelp()
  const opens = info.data?.opens ?? null
  useEffect(() => {
    if (opens !== null && location.hash === '') goTo({ folder: opens, step: null })
  }, [opens])
  useEffect(() => windowBridge?.onCommand(command => {
    if (command === 'new-project') location.hash = '#/new'
    if (command === 'open-project') location.hash = '#/open'
    if (command === 'help') setHelp(true)
    const theme = THEMES.find(one => command === `theme-${one}`)
    if (theme) useTheme.getState().setTheme(theme)
  }), [setHelp])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'F1') return
      event.preventDefault()
      setHelp(true)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [setHelp])
  return (
    <DropTarget>
      {!isConnected && <div className="offline" role="alert">The program does not answer. If it was closed, start it again; this page goes on by itself.</div>}
      {place.folder === null ? <StartPage /> : <ProjectWindow key={place.folder} folder={place.folder} step={place.step} />}
      {helps && <HelpWindow start={place.step === null ? 'first-hour' : `steps#${slug(STEP_TITLES[place.step])}`} onClose={() => setHelp(false)} />}
    </DropTarget>
  )
}
