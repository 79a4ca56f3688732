import type { z } from 'zod'
import { CALLS } from '../../preload/contract/calls.ts'
import type { CallName, Calls } from '../../preload/contract/calls.ts'
import { Failure } from '../../preload/contract/failure.ts'

type Handler<Name extends CallName> = (input: z.output<Calls[Name]['in']>) => z.input<Calls[Name]['out']> | Promise<z.input<Calls[Name]['out']>>

/** What answers each call. */
export type Methods = { readonly [Name in CallName]: Handler<Name> }

/** The part of the methods whose names begin with these words. */
export type MethodsOf<Prefix extends string> = Pick<Methods, Extract<CallName, `${Prefix}.${string}`>>

const isCall = (name: string): name is CallName => Object.hasOwn(CALLS, name)

/** Checks what comes in against the contract, calls, checks what goes out. Throws Failure 'usage' for an unknown name or a malformed input. */
export async function answerCall(methods: Methods, name: string, input: unknown): Promise<unknown> {
  if (!isCall(name)) throw new Failure('usage', `no such call: ${name.slice(0, 80)}`)
  const parsed = CALLS[name].in.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Failure('usage', `${name}: ${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`)
  }
  const method = methods[name] as (checked: unknown) => unknown
  return CALLS[name].out.parse(await method(parsed.data))
}
