import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeVolume } from '../../src/main/formats/mrc.ts'
import { cgr, testFolder } from './cgr.ts'

const folder = testFolder()

const result = async (...words: readonly string[]): Promise<Record<string, unknown>> => JSON.parse((await cgr('compare', ...words, '--json')).out) as Record<string, unknown>

function files(): [string, string] {
  const [truth, found] = [folder.path('truth.csv'), folder.path('found.star')]
  writeFileSync(truth, `index,class\n${[0, 0, 0, 1, 1, 1].map((label, i) => `${i + 1},${label}`).join('\n')}\n`)
  writeFileSync(found, `data_particles\n\nloop_\n_rlnImageName #1\n_rlnClassNumber #2\n${[2, 2, 1, 1, 1, 0].map((label, i) => `${i + 1}@s.mrcs ${label}`).join('\n')}\n`)
  return [truth, found]
}

test('an accuracy is printed only against a named truth', async () => {
  const [truth, found] = files()
  const { out } = await cgr('compare', truth, found)
  expect(out).toMatch(/agreement under the best matching: 66\.7 %.*no accuracy/)
  expect((await cgr('compare', truth, found, '--truth', 'A')).out).toMatch(/^accuracy: 66\.7 % of 6 particles$/m)
})

test('the truth may be named on either side; rows of the table are the truth', async () => {
  const [truth, found] = files()
  const named = await result(found, truth, '--truth', 'B')
  expect(named).toMatchObject({ schema: 1, truth, matchedBy: 'index', accuracy: 4 / 6, matching: { 0: '2', 1: '1' }, confusion: { rowLabels: ['0', '1'], columnLabels: ['1', '2', 'junk'], counts: [[1, 2, 0], [2, 0, 1]] } })
  expect(named).toEqual(await result(truth, found, '--truth', 'A'))
  expect(await result(truth, found)).not.toHaveProperty('accuracy')
})

test('three and more: every pair, by letters; against a truth that is named by its path, who is right', async () => {
  const [truth, found] = files(), third = folder.path('third.csv')
  writeFileSync(third, `index,class\n${[1, 1, 1, 2, 2, 2].map((label, i) => `${i + 1},${label}`).join('\n')}\n`)
  const { out } = await cgr('compare', found, third, '--truth', truth)
  expect(out).toMatch(/^ +C +\S*truth\.csv \(truth\) +6 +6 +row number +not told$/m)
  expect(out).toMatch(/accuracy\n +A +B +C\n +A +66\.7 % +66\.7 %\n +B +66\.7 % +100\.0 %\n +C +66\.7 % +100\.0 %\n/)
  expect(out).toMatch(/adjusted Rand index\n[\s\S]*C +0\.\d{4} +1\.0000\n/)
  // The first has two wrong that the second has right: p = 2 / 2².
  expect(out).toMatch(/A, B +6 +0 +2 +0\.500/)
  const named = await result(found, third, truth, '--truth', 'C')
  expect(named).toEqual(await result(found, third, '--truth', truth))
  expect(named).toMatchObject({ schema: 1, truth, reference: found, mcnemar: [{ first: found, second: third, particles: 6, firstOnly: 0, secondOnly: 2, p: 0.5 }] })
  expect(await result(found, third, truth)).toMatchObject({ truth: null, mcnemar: [], pairs: [{ agreement: 4 / 6 }, { agreement: 4 / 6 }, { agreement: 1, ari: 1 }] })
})

test('the confusion of two has counts and their part of the row; class maps that lie beside both are compared', async () => {
  const [truth, found] = files(), map = (shift: number): Float32Array => Float32Array.from({ length: 16 ** 3 }, (_, i) => Math.exp(-((i % 16 - 8 - shift) ** 2 + (Math.floor(i / 16) % 16 - 8) ** 2 + (Math.floor(i / 256) - 8) ** 2) / 6))
  expect((await cgr('compare', truth, found)).out).toMatch(/^ +0 +1 \(33\.3 %\) +2 \(66\.7 %\) +0 \(0\.0 %\) +3$/m)
  expect(await result(truth, found)).toMatchObject({ maps: [] })
  const jobs = ['one', 'two'].map(job => {
    mkdirSync(folder.path(job), { recursive: true })
    copyFileSync(found, folder.path(job, 'run_it025_data.star'))
    for (const number of [1, 2]) writeVolume(folder.path(job, `run_it025_class00${number}.mrc`), { box: 16, pixelSize: 4, data: map(number) })
    return folder.path(job, 'run_it025_data.star')
  })
  expect((await cgr('compare', ...jobs)).out).toMatch(/FSC = 0\.5\n +1 +1 +\d+\.\d Å\n +2 +2 +\d+\.\d Å\n/)
  expect((await cgr('compare', ...jobs, truth)).out).toMatch(/pair +classes +FSC = 0\.5\n +A, B +1, 1 +\d+\.\d Å\n +A, B +2, 2 +\d+\.\d Å\n/)
  const { maps } = await result(...jobs) as { maps: { rows: string; columns: string; fsc: number[]; resolutionA: number }[] }
  expect(maps.map(({ rows, columns }) => [rows, columns])).toEqual([['1', '1'], ['2', '2']])
  expect(Math.min(...maps[0].fsc.slice(1))).toBeGreaterThan(0.999) // the same map
})

test('one file alone, and a pickle, are refused with the way round', async () => {
  const [truth, found] = files(), pickle = folder.path('labels.pkl')
  writeFileSync(pickle, '')
  expect(await cgr('compare', truth)).toMatchObject({ code: 2, err: expect.stringContaining('name 2 to 26 files') })
  expect(await cgr('compare', truth, found, pickle)).toMatchObject({ code: 2, err: expect.stringMatching(/can run any program[\s\S]*labels\.csv/) })
  expect(await result(found, '--truth', truth)).toEqual(await result(found, truth, '--truth', 'B'))
})
