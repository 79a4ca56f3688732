import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DEFAULT_PARAMETERS, RunParameters } from '../../../src/preload/contract/parameters.ts'
import { PARAMETER_HELP } from '../../../src/main/app/runs/parameterHelp.ts'
import { helpOf, optionsOf, subcommandsOf } from './commandHelp.ts'

const DOCS = resolve(import.meta.dirname, '..', '..', '..', 'docs')
const pages = new Map(readdirSync(DOCS).map(name => [name, readFileSync(join(DOCS, name), 'utf8')]))
const page = (name: string): string => pages.get(name)!

/** What stands under a heading, up to the next one of its depth or above. */
function under(text: string, heading: string): string {
  const lines = text.split('\n'), at = lines.indexOf(heading)
  if (at < 0) return ''
  const depth = heading.indexOf(' '), end = lines.findIndex((line, i) => i > at && /^#+ /.test(line) && line.indexOf(' ') <= depth)
  return lines.slice(at + 1, end < 0 ? undefined : end).join('\n')
}

/** The cells of a table's row that begins with `first`. */
const row = (text: string, first: string): string[] => text.split('\n').find(line => line.startsWith(`| ${first} |`))?.split(/(?<!\\)\|/).slice(1, -1).map(cell => cell.trim()) ?? []

describe('parameters', () => {
  test('what the window tells is about every parameter of the contract, and its defaults are those of a run', () => {
    expect(PARAMETER_HELP.map(({ key }) => key).toSorted()).toEqual(Object.keys(RunParameters.shape).toSorted())
    const words = (value: unknown): string => (value === null ? 'from the data' : value === true ? 'on' : value === false ? 'off' : String(value))
    for (const { key, default: usual } of PARAMETER_HELP) if (key !== 'threads') expect([key, usual]).toEqual([key, words(DEFAULT_PARAMETERS[key as keyof typeof DEFAULT_PARAMETERS])])
  })

  test.each(PARAMETER_HELP)('$title: unit, range and default in its table, an option that exists, and a paragraph', async ({ title, unit, range, default: usual }) => {
    const [, shownUnit, shownRange, shownDefault, option] = row(page('parameters.md'), title)
    expect([shownUnit, shownRange, shownDefault]).toEqual([unit ?? '–', range, usual])
    expect((await optionsOf(['run'])).map(({ flag }) => flag)).toContain(/--[\w-]+/.exec(option)![0])
    expect(under(page('parameters.md'), `### ${title}`).length).toBeGreaterThan(40)
  })
})

describe('commands', async () => {
  const commands = await subcommandsOf([])
  test('are all there', () => {
    expect(commands.map(words => words.join(' '))).toEqual(expect.arrayContaining(['run', 'train', 'accelerator install', 'serve', 'demo']))
    expect([...page('commands.md').matchAll(/^## cgr (.*)$/gm)].map(match => match[1]).toSorted()).toEqual(commands.map(words => words.join(' ')).toSorted())
  })

  test.each(commands.map(words => [words.join(' '), words] as const))('cgr %s: every option with its default', async (name, words) => {
    const text = under(page('commands.md'), `## cgr ${name}`), rows = text.split('\n').filter(line => line.startsWith('| `'))
    const documented = rows.map(line => ({ flag: /--[\w-]+/.exec(line)![0], usual: line.split(/(?<!\\)\|/)[3].trim() }))
    expect(documented).toEqual(await optionsOf(words))
  })

  test('the exit codes are those of the program', async () => {
    const told = [...(await helpOf([])).matchAll(/(\d+) [a-z ]+(?:,|$)/gm)].map(match => match[1])
    expect([...under(page('troubles.md'), '## Something else is wrong').matchAll(/^\| (\d+) \|/gm)].map(match => match[1])).toEqual(told)
  })
})
