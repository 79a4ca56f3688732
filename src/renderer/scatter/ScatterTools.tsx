import type { ReactNode } from 'react'
import type { Tool } from './drafts.ts'

const TOOLS: readonly { readonly tool: Tool; readonly title: string; readonly about: string }[] = [
  { tool: 'move', title: 'Move', about: 'Drag to move the picture; the wheel zooms with every tool' },
  { tool: 'lasso', title: 'Lasso', about: 'Choose by a line drawn round the particles' },
  { tool: 'box', title: 'Box', about: 'Choose by a rectangle' },
  { tool: 'brush', title: 'Brush', about: 'Choose by painting over the particles' },
]
const PATH = { tool: 'path', title: 'Path', about: 'Draw a path to walk along: click its corners or drag; Enter ends it, Escape takes it away' } as const

type Props = { readonly tool: Tool; readonly hasPath: boolean; readonly onTool: (tool: Tool) => void; readonly onZoom: (factor: number) => void; readonly onHome: () => void; readonly onChooseAll: () => void; readonly onClear: () => void; readonly hasChosen: boolean }

/** What the pointer does, and by buttons what wheel and keys do. */
export const ScatterTools = ({ tool: current, hasPath, onTool, onZoom, onHome, onChooseAll, onClear, hasChosen }: Props): ReactNode => (
  <div className="row scatter-tools" role="toolbar" aria-label="Pointer and view">
    {[...TOOLS, ...(hasPath ? [PATH] : [])].map(({ tool, title, about }) => <button key={tool} type="button" aria-pressed={tool === current} title={about} onClick={() => onTool(tool)}>{title}</button>)}
    <span className="scatter-gap" />
    <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => onZoom(1.5)}>+</button>
    <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => onZoom(1 / 1.5)}>−</button>
    <button type="button" title="Show everything (R)" onClick={onHome}>Show all</button>
    <span className="scatter-gap" />
    <button type="button" title="Choose everything that is in sight (Enter)" onClick={onChooseAll}>Choose in sight</button>
    <button type="button" title="Choose nothing (Escape)" disabled={!hasChosen} onClick={onClear}>Clear</button>
  </div>
)
