import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
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
