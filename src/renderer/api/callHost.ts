import type { Answer, CallInput, CallName, CallOutput } from '../../preload/contract/calls.ts'

/** What the host answered instead of a value: what is wrong, and what to do. */
export class CallFailed extends Error {
  readonly kind: string
  readonly advice: string

  constructor(kind: string, message: string, advice: string) {
    super(message)
    this.name = 'CallFailed'
    this.kind = kind
    this.advice = advice
  }
}

const UNREACHABLE = new CallFailed('unreachable', 'the program does not answer', 'if it was closed, start it again; a run that was going on can be resumed')

/** Asks the host. Throws CallFailed. */
export async function callHost<Name extends CallName>(name: Name, input: CallInput<Name>, signal?: AbortSignal): Promise<CallOutput<Name>> {
  const response = await fetch(`/call/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input), ...(signal && { signal }) }).catch((error: unknown) => {
    throw signal?.aborted ? error : UNREACHABLE
  })
  if (response.status === 401) throw new CallFailed('unreachable', 'this page has no access any more', 'open the address that the program printed when it was started')
  const answer = (await response.json()) as Answer
  if (!answer.ok) throw new CallFailed(answer.kind, answer.message, answer.advice)
  return answer.value as CallOutput<Name>
}
