import type { Histogram } from '../../../preload/contract/network.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { integer } from '../numbers.ts'
import { lineChart } from './lineChart.ts'
import { ticks } from './scale.ts'

/** Bars over a numeric axis. */
export function histogram(title: string, { edges, counts }: Histogram, labels: { readonly x: string; readonly y: string }): Html {
  const range = [edges[0], edges[edges.length - 1]] as const
  return lineChart({
    title, width: 480, height: 230,
    x: { range, label: labels.x, ticks: ticks(range, 6).map(at => ({ at, text: String(at) })) },
    y: { range: [0, 1.06 * Math.max(...counts, 1)], label: labels.y, text: integer },
    lines: [], rules: [],
    over: (x, y) => counts.flatMap((count, i) => {
      const [left, right] = [x(edges[i]) + 0.75, x(edges[i + 1]) - 0.75]
      const top = y(count), height = Math.round(100 * (y(0) - top)) / 100
      return count === 0 ? [] : [html`<rect class="bar" x="${left}" y="${top}" width="${Math.round(100 * (right - left)) / 100}" height="${height}"/>`]
    }),
  })
}
