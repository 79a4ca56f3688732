import type { RunParameters } from '../../../preload/contract/parameters.ts'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { tryInProcess } from '../model/backends/tryInProcess.ts'

/** Whether the network is to take part, and the word to the user where it is not although it was not switched off. */
export async function networkWanted({ network, backend }: Pick<RunParameters, 'network' | 'backend'>, classes: number, ctx: StageContext): Promise<boolean> {
  if (network === 'off') return false
  if (classes === 1) {
    ctx.log('one class: the network has nothing to tell apart')
    return false
  }
  if (network === 'on' || backend !== 'auto') return true
  for (const name of ['tensorflow', 'webgpu'] as const) {
    const trial = await tryInProcess(name, ctx.signal)
    if (trial.works && (trial.gpu || name === 'tensorflow')) return true
  }
  ctx.warn('the network was left out: only WebAssembly would compute it here; --network on lets it, or install TensorFlow with cgr accelerator install')
  return false
}
