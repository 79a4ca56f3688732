import type { ClassReport, Report } from '../../../preload/contract/report.ts'
import { classKey, classMark, symbolAt } from '../classMarks.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed } from '../numbers.ts'
import { lineChart } from '../plots/lineChart.ts'
import type { Chart, Line } from '../plots/lineChart.ts'

const RESOLUTIONS = [100, 50, 30, 20, 15, 12, 10, 8, 7, 6, 5, 4.5, 4, 3.5, 3, 2.7, 2.5, 2.2, 2, 1.8, 1.6, 1.4, 1.2, 1]

/** Resolutions in Å as marks on a frequency axis, none closer than a fourteenth of it. */
function resolutionTicks(highest: number): { at: number; text: string }[] {
  const kept: { at: number; text: string }[] = []
  for (const resolution of RESOLUTIONS) {
    const at = 1 / resolution
    if (at <= highest && at - (kept.at(-1)?.at ?? -1) > highest / 14) kept.push({ at, text: String(resolution) })
  }
  return kept
}

const line = (x: readonly number[], y: readonly number[], style: Partial<Line>): Line =>
  ({ x, y, colour: 'currentColor', dash: '', width: 1.8, symbol: null, symbolEvery: 1, ...style })

function frame(title: string, classes: readonly ClassReport[], lines: readonly Line[], width: number, height: number): Chart {
  const highest = Math.max(...classes.map(({ fsc }) => fsc.frequency.at(-1) ?? 0))
  const lowest = Math.min(0, ...lines.flatMap(({ y }) => y.filter(Number.isFinite)))
  return {
    title, width, height, lines,
    x: { range: [0, highest], label: 'resolution, Å', ticks: resolutionTicks(highest) },
    y: { range: [Math.max(-0.3, lowest), 1], label: 'Fourier shell correlation', text: value => fixed(value, 1) },
    rules: [{ at: 0.143, text: '0.143' }],
  }
}

function overlay(classes: readonly ClassReport[]): Html {
  const lines = classes.map(({ number, fsc }) => {
    const { colour, dash } = classMark(number)
    const symbol = (x: number, y: number): Html => symbolAt(number, x, y)
    return line(fsc.frequency, fsc.corrected, { colour, dash, width: 2.2, symbol, symbolEvery: Math.max(2, Math.round(fsc.frequency.length / 9)) })
  })
  const crossings: Chart['over'] = (x, y) => classes.map(({ resolutionA }) => html`<circle class="ink" cx="${x(1 / resolutionA)}" cy="${y(0.143)}" r="4"/>`)
  return html`<div class="card">${lineChart({ ...frame('Corrected FSC of every class', classes, lines, 1000, 330), over: crossings })}
<ul class="legend">${classes.map(({ number, resolutionA }) => html`<li>${classKey(number)}class ${number}: ${fixed(resolutionA, 2)} Å</li>`)}</ul></div>`
}

const CURVES = [
  { key: 'unmasked', name: 'unmasked', dash: '', width: 1 },
  { key: 'masked', name: 'masked', dash: '7 3', width: 1.4 },
  { key: 'phaseRandomised', name: 'masked, phases randomised', dash: '2 4', width: 1.8 },
  { key: 'corrected', name: 'corrected', dash: '', width: 2.4 },
] as const

function detail(one: ClassReport): Html {
  const { colour } = classMark(one.number)
  const lines = CURVES.map(({ key, dash, width }) => line(one.fsc.frequency, one.fsc[key], { dash, width, colour: key === 'corrected' ? colour : 'var(--soft)' }))
  return html`<div class="card"><h3>${classKey(one.number)}Class ${one.number} <span class="soft">· ${fixed(one.resolutionA, 2)} Å</span></h3>
${lineChart(frame(`FSC of class ${one.number}`, [one], lines, 480, 260))}
<ul class="legend">${CURVES.map(({ key, name, dash, width }) => html`<li><svg class="key" width="34" height="14" aria-hidden="true"><path d="M0,7H34" stroke="${key === 'corrected' ? colour : 'var(--soft)'}" stroke-width="${width}" stroke-dasharray="${dash}"/></svg>${name}</li>`)}</ul></div>`
}

/** Curves between half-maps, all classes together and each with its controls. */
export function fsc(report: Report): Html {
  const halves = report.input.halfSets === 'upstream'
    ? 'The half-sets are those that the upstream refinement drew, kept intact.'
    : 'The input names no half-sets, so they were drawn here at random: poses refined on all particles together make the resolution optimistic.'
  return html`<section><h2>Resolution</h2>
${overlay(report.classes)}
<p>${halves} Half-maps are reconstructed from the particles assigned to the class and from nothing else.</p>
<div class="pair">${report.classes.map(detail)}</div></section>`
}
