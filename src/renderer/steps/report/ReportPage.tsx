import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { reportAddress } from '../../../preload/contract/addresses.ts'
import type { Project } from '../../../preload/contract/calls/projects.ts'
import { windowBridge } from '../../api/windowBridge.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { methodsText } from './methodsText.ts'

async function fetchMethods(address: string, signal: AbortSignal): Promise<string | null> {
  const response = await fetch(address, { signal })
  return response.ok ? methodsText(await response.text()) : null
}

/** The report of the run as it lies in the project, which works in any browser; no script of it runs. */
export function ReportPage({ project }: { readonly project: Project }): ReactNode {
  const address = reportAddress(project.id), version = project.run?.created ?? ''
  const methods = useQuery({ queryKey: ['report methods', address, version], queryFn: ({ signal }) => fetchMethods(address, signal) })
  return (
    <div className="report-page">
      <div className="row report-tools">
        {project.run && <CopyButton text={project.run.command} label="Copy as command" />}
        {methods.data && <CopyButton text={methods.data} label="Copy methods text" />}
        {!windowBridge && <a className="button" href={address} target="_blank" rel="noreferrer">Open in a new tab</a>}
      </div>
      <iframe key={version} className="report-frame" title={`Report of ${project.name}`} src={address} sandbox="allow-popups" data-testid="report-frame" />
    </div>
  )
}
