import type { RunRecord } from '../../../src/main/db/run.ts'

/** A run as startRun enters it. */
export const exampleRun: RunRecord = {
  created: '2026-11-22T12:00:00.000Z', command: 'cgr run particles.star -k 3 -o project', programVersion: '0.1.0',
  inputPath: 'particles.star', inputBytes: 1234, inputSha256: 'ab'.repeat(32),
  parameters: { classes: 3, box: 64, maxResolution: null, posePolish: true, mask: null, seed: 7, network: 'off', backend: 'auto', nodes: 400, neighbours: 24, correlationThreshold: 2, threads: 2 },
  versions: { node: '24.21.0' },
}
