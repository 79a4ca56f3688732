import type { StageContext } from '../../preload/contract/progress.ts'
import type { PipelineResult, RunRequest } from '../compute/protocol.ts'
import { runInThread } from './jobThread.ts'

/** The thread's file is source beside this one in development and a bundle beside the program's when built. */
const THREAD = new URL(import.meta.url.endsWith('.ts') ? './engineThread.ts' : './engine.js', import.meta.url)

/** What the engine's thread gives back: everything but the rows of the input, which whoever asked has read for himself. */
export type EngineResult = Omit<PipelineResult<unknown>, 'source'>

/** Runs the pipeline in a thread of its own. */
export const runEngine = (request: RunRequest, ctx: StageContext): Promise<EngineResult> => runInThread<RunRequest, EngineResult>(THREAD, request, ctx)
