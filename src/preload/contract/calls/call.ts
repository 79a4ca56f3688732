import { z } from 'zod'

/** One call: the schemas of what goes in and what comes out. */
export const call = <In extends z.ZodType, Out extends z.ZodType>(input: In, out: Out): { readonly in: In; readonly out: Out } => ({ in: input, out })

/** An open project; every window that opens the same folder gets the same one. */
export const ProjectId = z.string().regex(/^[a-z0-9]{8,32}$/)

export const inProject = { project: ProjectId }

export const Nothing = z.null()

/** An absolute path on the machine that computes. */
export const Path = z.string().min(1).max(4096).refine(path => !path.includes('\0'), 'holds a zero byte')
