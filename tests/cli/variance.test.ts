import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { cgr, testFolder } from './cgr.ts'

const folder = testFolder()

beforeAll(async () => {
  expect(await cgr('simulate', '--states', 'hsa2', '-n', '200', '--box', '40', '--snr', '0.3', '-o', folder.path('set'))).toMatchObject({ code: 0 })
  expect(await cgr('run', folder.path('set', 'particles.star'), '-k', '2', '--box', '40', '--network', 'off', '-o', folder.path('run'))).toMatchObject({ code: 0, out: expect.stringMatching(/B-factor +variability +95 % +map\n +1 .* (none found +–|[\d.]+ σ +[\d.]+–[\d.]+ σ) +run_class001\.mrc\n/) as string })
}, 300_000)

test('prints both kinds of classes, theirs and ours, with an interval and the poses that were used; the same as JSON', async () => {
  writeFileSync(folder.path('one.csv'), `index,class\n${Array.from({ length: 200 }, (_, i) => `${i + 1},all`).join('\n')}\n`)
  const { code, out } = await cgr('variance', folder.path('run'), folder.path('one.csv'))
  expect(code).toBe(0)
  expect(out).toMatch(/classes of +class +particles +variability +95 % +held-out gain\n +\S*one\.csv +all +200 +[\d.]+ σ +[\d.]+–[\d.]+ σ +[\d.]+\n +the run +1 +\d+ .*\n +the run +2 +\d+ /)
  expect(out).toMatch(/200 particles, told apart by row number; all at the poses that the run ended with: \S*one\.csv has none; to [\d.]+ Å/)
  expect(existsSync(folder.path('run', 'variance', 'one', 'class001_variance.mrc'))).toBe(true)
  const again = JSON.parse((await cgr('variance', folder.path('run'), folder.path('run', 'run_data.star'), '--json')).out) as { schema: number; output: string; report: { poses: string; classes: unknown[] } }
  expect([again.schema, again.output, again.report.poses, again.report.classes.length]).toEqual([1, folder.path('run', 'variance', 'run_data'), 'file', 2])
  expect(again.report).toEqual(JSON.parse(readFileSync(folder.path('run', 'variance', 'run_data', 'variance.json'), 'utf8')))
}, 200_000)

test('a folder without a finished run, and a file without classes, are refused', async () => {
  expect(await cgr('variance', folder.path('set'), folder.path('one.csv'))).toMatchObject({ code: 66 })
  expect(await cgr('variance', folder.path('run'), folder.path('set', 'particles.star'))).toMatchObject({ code: 65, err: expect.stringContaining('_rlnClassNumber') as string })
}, 60_000)
