import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeReport } from '../../../src/main/core/reportFile.ts'
import { relionSeconds, timeBeside } from '../../../src/main/core/runTimes.ts'
import { exampleReport } from '../report/exampleReport.ts'

const folder = mkdtempSync(join(tmpdir(), 'cgr-times-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text = ''): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const MOUSE = '~~(,_,">'
/** A bar as RELION 3.1 draws it: over itself, its end on a line's end. */
const bar = (words: string): string => `000/??? sec ${MOUSE}          [oo]\r   1/  33 sec .${MOUSE}\r   4/  12 sec ....${MOUSE}\r${words} ............${MOUSE}\n`
const iteration = (number: number, expectation: string, maximisation: string): string =>
  ` CurrentResolution= 24 Angstroms\n Expectation iteration ${number} of 2\n${bar(expectation)} Maximization ...\n${bar(maximisation)}`
const LOG = ` Estimating initial noise spectra\n${bar('   9/   9 sec')}${iteration(1, '   5/   5 sec', '   7/   7 sec')}${iteration(2, '2.50/2.50 min', '1.25/1.25 hrs')}`

test('RELION: the steps of its iterations, in seconds, minutes and hours', () => {
  expect(relionSeconds(LOG, 1)).toBe(12)
  expect(relionSeconds(LOG, 2)).toBe(12 + 150 + 4500)
})

test('RELION: a continued run counts an iteration once; one that is missing or was broken off tells nothing', () => {
  expect(relionSeconds(`${LOG}${iteration(2, '   1/   1 sec', '   1/   1 sec')}`, 2)).toBe(14)
  expect(relionSeconds(LOG, 3)).toBeNull()
  expect(relionSeconds(`${LOG}${iteration(3, '   5/   5 sec', '   4/   7 sec')}`, 3)).toBeNull()
  expect(relionSeconds(LOG, 0)).toBeNull()
})

test('the log of the job, whatever its name; a continued job has the first one’s', () => {
  file('Class3D/job012/run.out', LOG)
  file('kept/s1.log', LOG)
  expect(timeBeside(file('Class3D/job012/run_it001_data.star'))).toEqual({ seconds: 12, from: 'steps in run.out' })
  expect(timeBeside(file('Class3D/job012/run_ct1_it002_data.star'))).toEqual({ seconds: 4662, from: 'steps in run.out' })
  expect(timeBeside(file('kept/s1_it001_data.star'))).toEqual({ seconds: 12, from: 'steps in s1.log' })
})

test.each([
  ['ISO', '"2024-03-01T10:00:00.000Z"', '"2024-03-01T11:30:00.500Z"'],
  ['the database’s', '{"$date": "2024-03-01T10:00:00Z"}', '{"$date": "2024-03-01T11:30:00.500Z"}'],
  ['milliseconds', '{"$date": 1000}', '{"$date": 5401500}'],
])('cryoSPARC: job.json with dates of %s', (name, started, completed) => {
  file(`${name}/job.json`, `{"job_type": "class_3D", "started_at": ${started}, "completed_at": ${completed}}`)
  expect(timeBeside(file(`${name}/J44_00050_particles.cs`))).toEqual({ seconds: 5400.5, from: 'start and completion in job.json' })
})

test('cgr: the stages of its report', () => {
  const report = exampleReport(2)
  const path = file('cgr/run_data.star')
  writeReport(dirname(path), report)
  expect(timeBeside(path)!.seconds).toBeCloseTo(report.stages.reduce((sum, { seconds }) => sum + seconds, 0), 9)
})

test('nothing is told by a job that has not ended, a file that is no JSON, and dates of files', () => {
  file('running/job.json', '{"started_at": "2024-03-01T10:00:00Z", "completed_at": null}')
  file('broken/job.json', '{')
  file('other/report.json', '{"total": 5}')
  file('bare/run_it000_data.star')
  for (const path of ['running/J1_particles.cs', 'broken/J1_particles.cs', 'other/run_data.star', 'bare/run_it025_data.star', 'bare/labels.csv']) expect(timeBeside(file(path)), path).toBeNull()
})
