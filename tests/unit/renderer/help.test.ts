import { describe, expect, test } from 'vitest'
import { HELP_PAGES } from '../../../src/renderer/help/pages.ts'
import { searcher } from '../../../src/renderer/help/search.ts'
import { headingId, htmlOf, linkedAddress, sectionsOf, slug } from '../../../src/renderer/help/sections.ts'
import { STEP_TITLES } from '../../../src/renderer/shell/Rail.tsx'

const sections = HELP_PAGES.flatMap(sectionsOf), addresses = sections.map(({ address }) => address)

test('a page is cut at its headings, each with an address of its own', () => {
  expect(sectionsOf({ name: 'p', title: 'P', text: '# P\n\nFirst *words*, [linked](q.md#x).\n\n## A `b`: c\n\n| x | y |\n|---|---|\n| 1 | 2 |\n' })).toEqual([
    { address: 'p', page: 'P', title: 'P', depth: 1, words: 'First words, linked.' },
    { address: 'p#a-b-c', page: 'P', title: 'A b: c', depth: 2, words: 'x y 1 2' },
  ])
  expect(new Set(addresses).size).toBe(addresses.length)
})

test.each(HELP_PAGES.map(page => [page.title, page] as const))('%s: begins with its title, and every heading of the contents is one of the page', (title, page) => {
  expect(page.text.startsWith('# ')).toBe(true)
  const html = htmlOf(page)
  for (const { address } of sectionsOf(page)) expect(html).toContain(`id="${headingId(address)}"`)
  expect(html).not.toMatch(/ style=|<script|<img|https?:/)
  expect(sectionsOf(page)[0].title).toBe(title)
})

test('every link of the docs leads to a heading, and none out of the program', () => {
  const links = HELP_PAGES.flatMap(({ name, text }) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(match => linkedAddress(name, match[1])))
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter(link => !addresses.includes(link))).toEqual([])
})

test('every step of the window has its section', () => {
  for (const title of Object.values(STEP_TITLES)) expect(addresses).toContain(`steps#${slug(title)}`)
})

describe('search', () => {
  const search = searcher(sections)
  test.each([
    ['0.143', 'numbers#resolution'], ['stacks missing', 'troubles#stacks-are-missing'], ['occupancy', 'numbers#occupancy'], ['pickle cryodrgn', 'files#what-can-be-read'],
    ['posteri', 'numbers#confidence'], ['mcnemr', 'numbers#mcnemars-test'], ['working box', 'parameters#working-box'],
  ])('finds “%s”', (query, address) => {
    expect(search(query).slice(0, 5).map(hit => hit.address)).toContain(address)
  })

  test('shows the words where they stand, and finds nothing for what nobody wrote', () => {
    expect(search('pickle')[0].excerpt).toContain('pickle')
    expect(search('zebrafish')).toEqual([])
  })
})
