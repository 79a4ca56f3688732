import type { ReactNode } from 'react'
import type { CallOutput } from '../../../preload/contract/calls.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { bytes } from '../../ui/format.ts'
import { Panel } from '../../ui/Panel.tsx'

type Files = CallOutput<'exports.write'>['files']

const lastSeparator = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))

/** The folder that all of them lie in; an export never writes none. */
export const folderOf = ([first]: Files): string => first.path.slice(0, lastSeparator(first.path))

export const writtenWords = (files: Files): string => `${files.length} ${files.length === 1 ? 'file' : 'files'} written, ${bytes(files.reduce((sum, file) => sum + file.bytes, 0))}`

/** What the last export has written. */
export const WrittenFiles = ({ files }: { readonly files: Files }): ReactNode => (
  <Panel title="Written files" tools={<CopyButton text={folderOf(files)} label="Copy the folder’s path" />}>
    <table className="data report-files" data-testid="written-files">
      <thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">What it is</th></tr></thead>
      <tbody>{files.map(({ path, bytes: size, about }) => <tr key={path}><th scope="row" className="mono">{path.slice(lastSeparator(path) + 1)}</th><td>{bytes(size)}</td><td>{about}</td></tr>)}</tbody>
    </table>
  </Panel>
)
