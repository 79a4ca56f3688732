import { z } from 'zod'
import { appCalls } from './calls/app.ts'
import { checkCalls } from './calls/check.ts'
import { editCalls } from './calls/edits.ts'
import { exportCalls } from './calls/exports.ts'
import { fileCalls } from './calls/files.ts'
import { labelCalls } from './calls/labels.ts'
import { landscapeCalls } from './calls/landscape.ts'
import { mapCalls } from './calls/maps.ts'
import { particleCalls } from './calls/particles.ts'
import { projectCalls } from './calls/projects.ts'
import { runCalls } from './calls/runs.ts'
import { teachCalls } from './calls/teach.ts'
import { varianceCalls } from './calls/variance.ts'

/**
 * Everything a page may ask of a host, by name: what goes in, what comes out. Both hosts serve it as `POST /call/NAME` with JSON;
 * the receiving side checks, and unknown keys are refused. Arrays that are large go over the addresses of `addresses.ts` instead.
 */
export const CALLS = { ...appCalls, ...fileCalls, ...projectCalls, ...checkCalls, ...particleCalls, ...runCalls, ...editCalls, ...labelCalls, ...teachCalls, ...mapCalls, ...landscapeCalls, ...exportCalls, ...varianceCalls } as const

export type Calls = typeof CALLS
export type CallName = keyof Calls
export type CallInput<Name extends CallName> = z.input<Calls[Name]['in']>
export type CallOutput<Name extends CallName> = z.output<Calls[Name]['out']>

/** What a host answers, whatever was called. */
export const Answer = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), kind: z.string(), message: z.string(), advice: z.string() }),
])
export type Answer = z.infer<typeof Answer>
