import { expect, test } from 'vitest'
import { bytes, duration, integer, percent, table } from '../../../src/main/cli/format.ts'
import { progressView, secondsLeft } from '../../../src/main/cli/progress.ts'
import { wantsColour } from '../../../src/main/cli/terminal.ts'
import type { Terminal } from '../../../src/main/cli/terminal.ts'

/** A terminal that keeps what is written, and a clock that is set by hand. */
function recorder(interactive: boolean) {
  const written = { out: '', err: '' }
  let now = Date.UTC(2026, 10, 22, 12)
  const terminal: Terminal = {
    out: text => void (written.out += text), err: text => void (written.err += text), interactive, columns: 60, paint: (_, text) => text,
  }
  return { written, terminal, clock: () => now, pass: (seconds: number) => void (now += 1000 * seconds) }
}

test('the time left follows the pace so far, and is unknown before there is a pace', () => {
  expect(secondsLeft({ stage: 'EM', done: 5, total: 20 }, 10)).toBe(30)
  expect(secondsLeft({ stage: 'EM', done: 0, total: 20 }, 10)).toBeNull()
  expect(secondsLeft({ stage: 'EM', done: 5, total: 20 }, 0.5)).toBeNull()
  expect(secondsLeft({ stage: 'EM', done: 25, total: 20 }, 10)).toBe(0)
})

test('on a terminal: one line that is redrawn, with the time left, never longer than the terminal; one line stays per stage', () => {
  const { written, terminal, clock, pass } = recorder(true)
  const view = progressView(terminal, false, clock)
  view.show({ stage: 'EM', done: 0, total: 10 })
  pass(4)
  view.show({ stage: 'EM', done: 4, total: 10, note: `class \u001B[31m${'x'.repeat(100)}` })
  pass(6)
  view.show({ stage: 'maps', done: 1, total: 2 })
  view.warn('a class is small')
  view.end(true)
  expect(written.out).toBe('')
  expect(written.err).toContain('✓ maps')
  expect(written.err).toContain('40 % EM, 6.0 s left')
  expect(written.err).toContain('✓ EM 10 s\n')
  expect(written.err).toContain('warning: a class is small\n')
  expect(written.err).not.toContain('\u001B[31m')
  for (const line of written.err.replaceAll('\r\u001B[2K', '\n').split('\n')) expect([...line].length).toBeLessThan(60)
})

test('a stage that was stopped is not called done', () => {
  for (const interactive of [true, false]) {
    const { written, terminal, clock } = recorder(interactive)
    const view = progressView(terminal, false, clock)
    view.show({ stage: 'EM', done: 3, total: 10 })
    view.end(false)
    expect(written.err).not.toMatch(/✓|done/)
  }
})

test('elsewhere: whole lines, at most one in five seconds for a stage', () => {
  const { written, terminal, clock, pass } = recorder(false)
  const view = progressView(terminal, false, clock)
  for (let done = 0; done <= 120; done += 1, pass(0.1)) view.show({ stage: 'EM', done, total: 120 })
  view.end(true)
  expect(written.err).not.toMatch(/[^\P{Cc}\n]/u)
  expect(written.err.split('\n').filter(Boolean)).toEqual(['EM: 50/120, 7.0 s left', 'EM: 100/120, 2.0 s left', 'EM: done in 12 s'])
})

test('for programs: one JSON object a line, at most four a second, the last of a stage always', () => {
  const { written, terminal, clock, pass } = recorder(false)
  const view = progressView(terminal, true, clock)
  for (let done = 1; done <= 100; done += 1, pass(0.01)) view.show({ stage: 'EM', done, total: 100 })
  view.warn('a class is small')
  view.end(true)
  const events = written.err.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
  expect(events.map(event => event.done)).toEqual([1, 26, 51, 76, 100, undefined])
  expect(events[0]).toEqual({ t: '2026-11-22T12:00:00.000Z', event: 'progress', stage: 'EM', done: 1, total: 100, etaSeconds: null })
  expect(events.at(-1)).toMatchObject({ event: 'warning', text: 'a class is small' })
})

test('colour: only on a terminal that can, and never against NO_COLOR', () => {
  expect(wantsColour({}, true)).toBe(true)
  expect(wantsColour({}, false)).toBe(false)
  expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false)
  expect(wantsColour({ FORCE_COLOR: '1' }, false)).toBe(true)
  expect(wantsColour({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false)
  expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true)
  expect(wantsColour({ CGR_NO_COLOR: '1' }, true)).toBe(false)
})

test('numbers for people', () => {
  expect([0.04, 9.94, 9.96, 59.4, 59.6, 75, 3700].map(duration)).toEqual(['0.0 s', '9.9 s', '10 s', '59 s', '1:00', '1:15', '1:01:40'])
  expect([0, 1023, 1536, 3 * 2 ** 30].map(bytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '3.0 GiB'])
  expect([7, 1234, 1234567].map(integer)).toEqual(['7', '1,234', '1,234,567'])
  expect(percent(0.1234)).toBe('12.3 %')
  expect(table(['class', 'n'], [['open', '7'], ['shut', '1,200']])).toBe('  class      n\n  open       7\n  shut   1,200')
})
