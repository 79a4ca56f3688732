import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createHandler } from '../../../src/main/app/handler.ts'
import { landscapeMethods } from '../../../src/main/app/landscape/landscapeMethods.ts'
import type { OpenProject } from '../../../src/main/app/openProject.ts'
import type { Workstation } from '../../../src/main/app/workstation.ts'
import { writeFeatures } from '../../../src/main/compute/network/featureFiles.ts'
import { readReport, writeReport } from '../../../src/main/core/reportFile.ts'
import { removeRunFiles, runFilesIn } from '../../../src/main/core/runFiles.ts'
import { writeProjectRow } from '../../../src/main/db/projectRow.ts'
import { endRun } from '../../../src/main/db/run.ts'
import { seededRandom } from '../../../src/main/numerics/rng.ts'
import { networkFeaturesAddress } from '../../../src/preload/contract/addresses.ts'
import { landscapeCalls } from '../../../src/preload/contract/calls/landscape.ts'
import { ImportedInput } from '../../../src/preload/contract/calls/projects.ts'
import type { NetworkReport } from '../../../src/preload/contract/network.ts'
import { finishedProject, opened, ROWS, scratch } from './finishedProject.ts'

const path = scratch(), WIDTH = 5, TAUGHT = 20
const rows = Array.from({ length: ROWS }, (_, row) => row).filter(row => row % 20 !== 19)
const random = seededRandom(2), phi = Float32Array.from({ length: rows.length * WIDTH }, (_, i) => (i % WIDTH === 2 ? 4 : 1) * random.normal())

const NETWORK: NetworkReport = {
  parameters: 9000, backend: 'wasm 4.22.0', device: '1 CPU core', reason: '--backend wasm', epochs: 2, trainParticlesPerSecond: 100, inferParticlesPerSecond: 300,
  crossEntropy: { untrained: 0.4, trained: 0.4 }, mse: 0.4, history: [], decodedMaps: [],
}

let projects = 0, folder: string, workstation: Workstation, project: OpenProject
beforeEach(() => {
  folder = finishedProject(path(`project${projects++}`))
  writeReport(folder, { ...readReport(folder), network: NETWORK })
  writeFeatures(folder, { phi, rows, particles: ROWS, taught: TAUGHT })
  const host = opened(folder)
  workstation = host.workstation
  project = workstation.project(host.id)
})

const state = async () => landscapeCalls['landscape.network'].out.parse(await landscapeMethods(workstation)['landscape.network']({ project: project.id }))
const fetched = (): Promise<Response> => createHandler(workstation, path())(new Request(`http://cgr${networkFeaturesAddress(project.id)}`))

test('what the network makes of the particles is told and comes as 32-bit floats by row, none for junk', async () => {
  const { features, why } = await state(), answer = await fetched(), values = new Float32Array(await answer.arrayBuffer())
  expect(why).toBeNull()
  expect(features).toMatchObject({ particles: ROWS, used: rows.length, taught: TAUGHT, width: WIDTH })
  expect(features!.components.map(({ key, title }) => [key, title])).toEqual([1, 2, 3, 4, 5].map(c => [`phi${c}`, `Network feature ${c}`]))
  expect(features!.components[0].variance).toBeGreaterThan(0.6)
  expect([answer.status, answer.headers.get('content-length'), values.length]).toEqual([200, String(4 * WIDTH * ROWS), WIDTH * ROWS])
  // The column with the large numbers is the first component.
  const large = rows.map((_, i) => phi[i * WIDTH + 2]), mean = large.reduce((sum, v) => sum + v, 0) / large.length
  for (const [i, row] of rows.entries()) expect(Math.abs(values[row] - (large[i] - mean))).toBeLessThan(2)
  for (let row = 19; row < ROWS; row += 20) expect(Number.isNaN(values[row])).toBe(true)
})

test('where there are none it says why, and what to do', async () => {
  const expected = async (why: RegExp): Promise<void> => {
    expect(await state()).toEqual({ features: null, why: expect.stringMatching(why) })
    expect((await fetched()).status).toBe(404)
  }
  const input = ImportedInput.parse({ path: join(folder, 'p.star'), root: null, passthrough: null, format: 'star', particles: ROWS + 1, box: 16, pixelSizeA: 4, micrographs: 4, halfSets: 'made here', optics: [], stacks: { total: 1, bytes: 1, first: folder }, doubts: [] })
  project.write(db => writeProjectRow(db, { created: '2026-01-01T00:00:00.000Z', inputPath: input.path, root: null, passthrough: null, inputBytes: 1, inputModified: 1, input }))
  await expected(/has changed since it was sorted\. Sort again/)
  rmSync(join(folder, 'network_features.json'))
  await expected(/by an earlier version.* Sort again/)
  const { network: _, ...report } = readReport(folder)
  writeReport(folder, report)
  await expected(/without the network\. Sort again with it/)
  project.write(db => endRun(db, 'cancelled', null))
  await expected(/Sort them with the network/)
})

test('damaged ones are told of in place of them', async () => {
  const file = join(folder, 'network_features.f32')
  truncateSync(file, 100)
  const short = await fetched()
  expect([short.status, await short.json()]).toEqual([422, expect.objectContaining({ message: expect.stringMatching(/network_features\.f32, byte 100: the file ends here, 1200 bytes are its size/), advice: 'run again with --overwrite' })])
  writeFileSync(file, new Uint8Array(4 * WIDTH * ROWS))
  expect((await (await fetched()).json() as { message: string }).message).toMatch(/SHA-256 differs/)
  writeFileSync(join(folder, 'network_features.json'), '{')
  expect((await state()).why).toMatch(/network_features\.json: not JSON; run again/)
})

test('they go with the run that they are of', () => {
  expect(runFilesIn(folder)).toEqual(expect.arrayContaining(['network_features.f32', 'network_features.json']))
  removeRunFiles(folder)
  expect(runFilesIn(folder)).toEqual(['project.sqlite'])
})
