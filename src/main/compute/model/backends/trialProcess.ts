import type { BackendName } from './backend.ts'
import { tryBackend } from './openBackend.ts'

// Entry of the process that tryInProcess.ts starts, for one backend.
const trial = await tryBackend(process.argv[2] as BackendName)
// What native libraries have started may keep this process alive.
process.send!(trial, () => process.exit())
