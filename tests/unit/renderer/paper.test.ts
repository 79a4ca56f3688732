import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const css = (path: string): string => readFileSync(join(import.meta.dirname, '../../../src/renderer', path), 'utf8')

/** Colour variables of the first rule that begins so. */
function coloursOf(text: string, selector: string): Record<string, string> {
  const start = text.indexOf(`${selector} {`)
  expect(start).toBeGreaterThanOrEqual(0)
  return Object.fromEntries([...text.slice(start, text.indexOf('}', start)).matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]))
}

test('plots are saved in the colours of the light theme, on white', () => {
  const { '--bg': ground, ...paper } = coloursOf(css('plots/plots.css'), '.plot-paper')
  const light = coloursOf(css('ui/theme.css'), ':root')
  expect(ground).toBe('#ffffff')
  expect(light).toMatchObject(paper)
  expect(Object.keys(paper).filter(name => name.startsWith('--class-'))).toHaveLength(9)
})
