import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeVolume } from '../../../src/main/formats/mrc.ts'
import { readGraph } from '../../../src/main/compute/graph/graphFiles.ts'
import { mapGallery } from '../../../src/main/report/mapGallery.ts'
import { mapViews } from '../../../src/main/report/mapViews.ts'
import { writeHtmlReport } from '../../../src/main/report/writeHtmlReport.ts'
import { exampleReport } from './exampleReport.ts'
import { unbalanced } from './markup.ts'

const BOX = 24
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-report-'))
  for (const number of [1, 2, 3]) writeVolume(join(folder, `run_class00${number}.mrc`), { box: BOX, pixelSize: 4, data: blob(BOX, 12 + number, 12, 14) })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A round blob, radius 3 voxels, at (x, y, z). */
function blob(box: number, x: number, y: number, z: number): Float32Array {
  return Float32Array.from({ length: box ** 3 }, (_, i) => Math.exp(-(((i % box) - x) ** 2 + ((Math.floor(i / box) % box) - y) ** 2 + (Math.floor(i / box ** 2) - z) ** 2) / 9))
}

function page(report: ReturnType<typeof exampleReport>): { html: string; missing: string[] } {
  const path = join(folder, 'report.html')
  const missing = writeHtmlReport(folder, path, report, readGraph)
  return { html: readFileSync(path, 'utf8'), missing }
}

describe('the page', () => {
  test('is whole, well-formed and needs nothing else: no script, no address but data:', () => {
    const { html, missing } = page(exampleReport(3))
    expect(missing).toEqual([])
    expect(unbalanced(html)).toEqual([])
    const withoutPictures = html.replaceAll(/data:image\/png;base64,[\w+/=]+/g, '')
    expect(withoutPictures.match(/<script|\bhttps?:|\/\/[a-z]|url\(|@import|\son[a-z]+=/i)).toBeNull()
    expect(html.match(/(?:src|href)="(?!data:image\/png;base64,)/g)).toBeNull()
    expect(html).toContain(`default-src 'none'`)
    expect(html.match(/<img /g)).toHaveLength(27)
  })
  test('shows every figure that the issue asks for', () => {
    const { html } = page(exampleReport(3))
    for (const words of [
      '50.1\u202F%', '8.40', '1.97° (σ of each', '0.39 px', '388 particles (9.7\u202F%)', 'held-out likelihood also advises', 'mirror image cannot be told', 'those that the upstream refinement drew',
      'pose polish', 'Per particle, ms', 'Methods, for a paper', 'Scheres', 'cgr run &#39;/data/my set/particles.star&#39; -o', 'No truth was named', 'particles dark', 'rotations transposed', '0.143',
    ]) expect(html).toContain(words)
  })
  test('an accuracy appears with a truth and never without', () => {
    expect(page(exampleReport(2)).html).not.toMatch(/in the right class/)
    const confusion = { truthLabels: ['open', 'closed'], classLabels: ['1', '2', 'junk'], counts: [[950, 40, 10], [30, 965, 5]] }
    const { html } = page(exampleReport(2, { truth: { source: '/t/truth.csv', particles: 2000, accuracy: 0.9575, ari: 0.836, confusion } }))
    expect(html).toContain('95.75\u202F%')
    expect(html).toContain('965')
    expect(unbalanced(html)).toEqual([])
  })
  test.each([1, 5, 12])('%i classes are told apart by more than colour', classes => {
    const { html } = page(exampleReport(classes))
    expect(unbalanced(html)).toEqual([])
    const keys = [...html.matchAll(/<svg class="key"[^>]*viewBox[^>]*>(.*?)<\/svg>/g)].map(match => match[1])
    expect(new Set(keys).size).toBe(classes)
    const withoutColour = keys.map(key => key.replaceAll(/#[0-9A-F]{6}/g, ''))
    expect(new Set(withoutColour).size).toBe(Math.min(classes, 6))
  })
  test('text from files is shown, never obeyed', () => {
    const evil = `<img src=x onerror=alert(1)>"'&\u0007\u001B[31m</code><script>`
    const { html } = page(exampleReport(1, { warnings: [evil], command: evil, input: { ...exampleReport(1).input, path: `/a/${evil}`, doubts: [evil] } }))
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('<img src=x')
    expect(html).not.toMatch(/[^\P{Cc}\n]/u)
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;�')
    expect(unbalanced(html)).toEqual([])
  })
  test('a map that is not there is named with the reason, the others are shown', () => {
    const { html, missing } = page(exampleReport(5))
    expect(missing.map(line => line.split(':')[0])).toEqual(['run_class004.mrc', 'run_class005.mrc'])
    expect(html).toContain('run_class005.mrc</code> could not be read')
    expect(html.match(/<img /g)).toHaveLength(27)
  })
  test('a damaged map and one of another size are named too', () => {
    writeFileSync(join(folder, 'cut.mrc'), readFileSync(join(folder, 'run_class001.mrc')).subarray(0, 5000))
    writeVolume(join(folder, 'small.mrc'), { box: 16, pixelSize: 4, data: blob(16, 8, 8, 8) })
    const report = exampleReport(3)
    const maps = ['run_class001.mrc', 'cut.mrc', 'small.mrc']
    const { missing } = page({ ...report, classes: report.classes.map((one, k) => ({ ...one, map: maps[k] })) })
    expect(missing[0]).toMatch(/^cut\.mrc: .*cut\.mrc/)
    expect(missing[1]).toMatch(/^small\.mrc: 16 voxels a side, the others have 24/)
  })
  test('the mask decides what part of the box is shown', () => {
    const size = (): number => Number(/<img [^>]*width="(\d+)"/.exec(page(exampleReport(1)).html)![1])
    expect(size()).toBe(BOX)
    writeVolume(join(folder, 'mask.mrc'), { box: BOX, pixelSize: 4, data: blob(BOX, 12, 12, 12) })
    expect(size()).toBeLessThan(BOX / 2)
    rmSync(join(folder, 'mask.mrc'))
  })
  test('nothing but the page is written', () => {
    page(exampleReport(3))
    expect(readdirSync(folder).filter(name => !name.endsWith('.mrc'))).toEqual(['report.html'])
  })
})

/** The picture in a data: address. */
const image = (address: string) => decode(Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'))

test('pictures have the map’s axes: x to the right, y up, density bright, more of it orange', () => {
  const { classes } = exampleReport(2)
  const [first, second] = mapGallery(mapViews(folder, classes), classes)
  if ('unreadable' in first || 'unreadable' in second) throw new Error('the maps of this test are readable')
  /** Centre of mass of the brightness. */
  const centreOf = ({ width, data, channels }: ReturnType<typeof image>): { column: number; row: number } => {
    let [sum, column, row] = [0, 0, 0]
    for (let at = 0; at < width * width; at += 1) {
      const value = data[at * channels]
      sum += value
      column += value * (at % width)
      row += value * Math.floor(at / width)
    }
    return { column: Math.round(column / sum), row: Math.round(row / sum) }
  }
  // The blob of class 1 is one voxel right of the origin in x and two above it in z; the window is centred on the origin.
  const alongY = image(first.projections[1].address)
  const centre = alongY.width >> 1
  expect(first.projections[1].view).toBe('along y')
  expect(centreOf(alongY)).toEqual({ column: centre + 1, row: alongY.height - 1 - (centre + 2) })
  const difference = image(second.differences[0].address)
  const pixel = (column: number): number[] => Array.from(difference.data.slice((centre * difference.width + column) * 3, (centre * difference.width + column) * 3 + 3))
  expect(pixel(centre + 4)[0]).toBeGreaterThan(pixel(centre + 4)[2])
  expect(pixel(centre - 2)[2]).toBeGreaterThan(pixel(centre - 2)[0])
})
