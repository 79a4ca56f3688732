import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runSummary } from '../../../src/main/cli/runSummary.ts'
import type { Terminal } from '../../../src/main/cli/terminal.ts'
import { readGraph, writeGraph } from '../../../src/main/compute/graph/graphFiles.ts'
import { writeVolume } from '../../../src/main/formats/mrc.ts'
import { graphFigure } from '../../../src/main/report/graphFigure.ts'
import type { DrawnGraph } from '../../../src/main/report/graphFigure.ts'
import { mapViews } from '../../../src/main/report/mapViews.ts'
import { networkVerdict } from '../../../src/main/report/networkVerdict.ts'
import { pValue, signed, significant } from '../../../src/main/report/numbers.ts'
import { edgeSteps } from '../../../src/main/report/plots/graphPicture.ts'
import { decimals } from '../../../src/main/report/plots/scale.ts'
import { writeHtmlReport } from '../../../src/main/report/writeHtmlReport.ts'
import type { ComparisonReport } from '../../../src/preload/contract/network.ts'
import { Report } from '../../../src/preload/contract/report.ts'
import { blob, smallGraph } from './exampleGraph.ts'
import { STACKINGS, networkParts } from './exampleNetwork.ts'
import { exampleReport } from './exampleReport.ts'
import { unbalanced } from './markup.ts'

const BOX = 24
const graph = smallGraph()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-report-'))
  for (const number of [1, 2]) {
    writeVolume(join(folder, `run_class00${number}.mrc`), { box: BOX, pixelSize: 5, data: blob(BOX, 2, [number, 0, 2]) })
    writeVolume(join(folder, `run_class00${number}_decoded.mrc`), { box: BOX, pixelSize: 5, data: blob(BOX, 2.5, [number, 0, 2]) })
  }
  writeGraph(folder, graph)
})
afterAll(() => rmSync(folder, { recursive: true }))

const parts = (stacking: ComparisonReport['stacking'] = STACKINGS.won) => networkParts(graph, stacking, 2)

function page(changes: Partial<Report>): { html: string; missing: string[] } {
  const path = join(folder, 'report.html')
  const missing = writeHtmlReport(folder, path, Report.parse(exampleReport(2, changes)), readGraph)
  return { html: readFileSync(path, 'utf8'), missing }
}

describe('without graph and network', () => {
  test('the page does not speak of them, and nobody reads a graph', () => {
    const path = join(folder, 'report.html')
    writeHtmlReport(folder, path, exampleReport(2), () => { throw new Error('asked for a graph') })
    expect(readFileSync(path, 'utf8').replace(/<style>[\s\S]*<\/style>/, '')).not.toMatch(/voxel graph|network(?!, )|McNemar|decoded|Gilmer/i)
  })
})

describe('with graph and network, the page', () => {
  test('is whole, well-formed and small, and shows everything', () => {
    const { html, missing } = page(parts())
    expect(missing).toEqual([])
    expect(unbalanced(html)).toEqual([])
    expect(html.match(/<img /g)).toHaveLength(2 * 9 + 2 * 9)
    expect(html.match(/<image /g)).toHaveLength(1)
    expect(html.match(/(?:src|href)="(?!data:image\/png;base64,)/g)).toBeNull()
    expect(html.replaceAll(/data:image\/png;base64,[\w+/=]+/g, '')).not.toMatch(/<script|\bhttps?:|url\(|NaN|Infinity|undefined/)
    for (const words of [
      'Voxel graph', `<td>${graph.nodes.count}</td>`, 'Mean degree', 'degree: edges at a node', 'length of an edge, Å', 'along ',
      'What the network adds', 'The network’s share was 0.40: it won 0.012 nats per particle (5.1 standard errors).', '90.3\u202F%', '+1.2', '−8.9', '&lt; 0.001', '0.031', 'agreement is lower than the accuracy',
      'tensorflow 2.15.1, CPU, 2 threads', 'no GPU was found', '312 particles per second', '1\u202F523 particles per second', 'untrained: the likelihood', '3.8 epochs',
      'Decoded by the network, not reconstructed from images', 'run_class002_decoded.mrc',
    ]) expect(html).toContain(words)
  })
  test('draws a circle for every node and a line for every edge', () => {
    const picture = /<svg class="graph"[\s\S]*?<\/svg>/.exec(page(parts()).html)![0]
    expect(picture.match(/<circle /g)).toHaveLength(graph.nodes.count)
    expect(picture.match(/M[\d.]+,[\d.]+L/g)).toHaveLength(graph.edges.count)
  })
  test('names the methods with their works, numbered in the order of the text', () => {
    const methods = /Methods, for a paper[\s\S]*?<\/section>/.exec(page(parts()).html)![0]
    for (const words of ['Gilmer', 'Wolpert', 'McNemar. Note', 'Meagher', 'Smilkov', 'cells of an octree', 'pure noise seen through the same poses and CTFs', 'log-likelihood ratio of the Gaussian model', '0.97 times', '0.40 times']) expect(methods).toContain(words)
    const text = methods.slice(0, methods.indexOf('<ol'))
    const numbers = [...text.matchAll(/\[(\d+)\]/g)].map(match => Number(match[1]))
    expect([...new Set(numbers)]).toEqual(Array.from({ length: new Set(numbers).size }, (_, i) => i + 1))
    expect(methods.match(/<li>/g)).toHaveLength(new Set(numbers).size)
  })
  test('says in plain words when the network adds nothing', () => {
    expect(page(parts(STACKINGS.none)).html).toContain('The network adds nothing here: the likelihood alone decides.')
    expect(page(parts(STACKINGS.chance)).html).toContain('The network adds nothing here: the likelihood alone decides (the best share would have won 0.00021 nats per particle, 0.6 standard errors: no more than chance).')
  })
  test('calls accuracy what was measured against labels', () => {
    const { comparison, ...rest } = parts()
    const { html } = page({ ...rest, comparison: { ...comparison, measure: 'accuracy against labels.star', rules: comparison.rules.slice(1) } })
    expect(html).toContain('>Accuracy</th><th scope="col">95 % interval')
    expect(html).toContain('Accuracy against labels.star, for 2\u202F000 particles')
    expect(html).not.toContain('agreement is lower')
  })
  test('shows the rules’ accuracies where a truth was named', () => {
    const confusion = { truthLabels: ['0', '1'], classLabels: ['1', '2'], counts: [[950, 50], [30, 970]] }
    const rules = [{ rule: 'likelihood', accuracy: 0.9512, calibrationError: 0.0214 }, { rule: 'combined', accuracy: 0.96, calibrationError: 0.0097 }]
    const { html } = page({ ...parts(), truth: { source: '/t/truth.csv', particles: 2000, accuracy: 0.96, ari: 0.85, confusion, rules } })
    expect(html).toContain('<td>Likelihood</td><td>95.12\u202F%</td><td>0.021</td>')
    expect(html).toContain('<td>Combined</td><td>96.00\u202F%</td><td>0.010</td>')
    expect(unbalanced(html)).toEqual([])
  })
  test('copes with a graph without edges, a network that was never evaluated and decoded nothing', () => {
    const { network, comparison } = parts()
    const bare = { ...graph, edges: { count: 0, from: new Uint32Array(), to: new Uint32Array(), correlation: new Float32Array(), length: new Float32Array() } }
    const path = join(folder, 'report.html'), report = exampleReport(2, { graph: networkParts(bare, STACKINGS.none, 2).graph, network: { ...network, history: [], decodedMaps: [] }, comparison: { ...comparison, rules: [] } })
    expect(writeHtmlReport(folder, path, report, () => bare)).toEqual([])
    const html = readFileSync(path, 'utf8')
    expect(unbalanced(html)).toEqual([])
    expect(html).toContain('the network read every node by itself')
    expect(html).not.toMatch(/NaN|Infinity|undefined/)
  })
  test('names what it cannot show: a damaged graph, a decoded map that is gone', () => {
    const other = mkdtempSync(join(tmpdir(), 'cgr-report-'))
    writeGraph(other, graph)
    truncateSync(join(other, 'graph_to.u32'), 7)
    const missing = writeHtmlReport(other, join(other, 'report.html'), exampleReport(2, parts()), readGraph)
    const html = readFileSync(join(other, 'report.html'), 'utf8')
    expect(missing.map(line => line.split(':')[0])).toEqual(['run_class001.mrc', 'run_class002.mrc', 'run_class001_decoded.mrc', 'run_class002_decoded.mrc', 'voxel graph'])
    expect(html).toMatch(/No picture: the graph could not be read \(.*graph_to\.u32, byte 7/)
    expect(unbalanced(html)).toEqual([])
    rmSync(other, { recursive: true })
  })
  test('text from a device or a reason is shown, never obeyed', () => {
    const { network } = parts()
    const { html } = page({ ...parts(), network: { ...network, device: '<script>alert(1)</script>', reason: '"><img src=x>' } })
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('<img src=x')
  })
})

describe('the picture of the graph', () => {
  /** Three nodes on the axes of a grid of 5 Å voxels; the middle of the picture is where the nodes are. */
  const drawn: DrawnGraph = {
    voxelSize: 5,
    nodes: { count: 3, centre: [1, 0, 2, -4, 0, -3, 4, 1, 5], side: [1, 2, 4] },
    edges: { count: 3, from: [0, 0, 1], to: [1, 2, 2], correlation: [0.3, 0.9, 0.5] },
  }
  const classes = [{ map: 'run_class001.mrc', occupancy: 1 }]

  test('looks along the axis where the nodes spread least', () => {
    expect(graphFigure(drawn, [], []).view).toBe('along y')
    const turned = { ...drawn, nodes: { ...drawn.nodes, centre: [1, 2, 0, -4, -3, 0, 4, 5, 1] } }
    expect(graphFigure(turned, [], []).view).toBe('along z')
  })
  test('puts a node onto the map’s density at the same place, whatever the grids and the part that is shown', () => {
    const figure = graphFigure(drawn, mapViews(folder, classes), classes), { background } = figure
    const bytes = Buffer.from(background!.address.slice(background!.address.indexOf(',') + 1), 'base64')
    const { width, data } = decode(bytes)
    const pixel = background!.side / width
    let [sum, x, y] = [0, 0, 0]
    for (let at = 0; at < data.length; at += 1) {
      sum += data[at]
      x += data[at] * (background!.x + (at % width + 0.5) * pixel)
      y += data[at] * (background!.y + (Math.floor(at / width) + 0.5) * pixel)
    }
    // The blob of class 1 and node 0 are both at x = 1, z = 2 voxels of 5 Å from the origin.
    expect(Math.hypot(figure.nodes[0].x - x / sum, figure.nodes[0].y - y / sum)).toBeLessThan(0.1)
  })
  test('shows all cells, z up, and draws strong edges over weak ones', () => {
    const { nodes, side, edges } = graphFigure(drawn, [], [])
    for (const { x, y, cell } of nodes) for (const place of [x, y]) {
      expect(place - cell / 2).toBeGreaterThan(0)
      expect(place + cell / 2).toBeLessThan(side)
    }
    expect(nodes[1].x - nodes[0].x).toBeCloseTo(-25)
    expect(nodes[1].y - nodes[0].y).toBeCloseTo(25)
    expect(edges.map(edge => edge.correlation)).toEqual([0.3, 0.5, 0.9])
    expect(nodes.map(node => node.cell)).toEqual([5, 10, 20])
  })
  test('draws the strongest 1,500 of many edges and says so', () => {
    const count = 4000, correlation = Float32Array.from({ length: count }, (_, e) => ((e * 7919) % count) / count)
    const many = { ...drawn, edges: { count, from: new Uint32Array(count), to: new Uint32Array(count).fill(1), correlation } }
    const figure = graphFigure(many, [], [])
    expect(figure.edges).toHaveLength(1500)
    expect(Math.min(...figure.edges.map(edge => edge.correlation))).toBeCloseTo(2500 / 4000, 6)
    const path = join(folder, 'report.html')
    writeHtmlReport(folder, path, exampleReport(2, { graph: { ...parts().graph, edges: count } }), () => many)
    expect(readFileSync(path, 'utf8')).toContain('the strongest 1\u202F500 of 4\u202F000 edges')
  })
  test('steps of opacity rise with correlation and hold every edge once', () => {
    const steps = edgeSteps(Array.from({ length: 100 }, (_, e) => ({ correlation: 0.1 + (e % 37) / 50 })))
    expect(steps.flatMap(step => step.members).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, e) => e))
    expect(steps.map(step => step.opacity)).toEqual(steps.map(step => step.opacity).toSorted((a, b) => a - b))
    for (const step of steps) for (const e of step.members) expect(0.1 + (e % 37) / 50).toBeGreaterThanOrEqual(step.low - 1e-12)
    expect(edgeSteps([{ correlation: 0.5 }, { correlation: 0.5 }])).toHaveLength(1)
  })
})

const comparison = (changes: Partial<ComparisonReport['stacking']>): ComparisonReport => ({ ...parts().comparison, stacking: { ...STACKINGS.won, ...changes } })

describe('words and numbers', () => {
  test('the verdict follows share, gain and its error', () => {
    expect(networkVerdict(comparison({}))).toBe('the network’s share was 0.40: it won 0.012 nats per particle (5.1 standard errors)')
    expect(networkVerdict(comparison({ networkWeight: 0, gain: 0, z: 0 }))).toBe('the network adds nothing here: the likelihood alone decides')
    expect(networkVerdict(comparison({ networkWeight: 0, gain: 0.0004, z: 1.2 }))).toMatch(/nothing here.*won 0\.00040 nats .*no more than chance/)
    expect(networkVerdict(comparison({ gain: -0.01, z: -3 }))).toBe('the network’s share was 0.40: it lost 0.010 nats per particle (3.0 standard errors)')
  })
  test('numbers have the digits that they deserve', () => {
    expect([0.01234, 1.234, 12.34, 0, 0.000214, 1e-9].map(significant)).toEqual(['0.012', '1.2', '12', '0.0', '0.00021', '0.000000'])
    expect([0.00001, 0.0312, 0.25, 1].map(pValue)).toEqual(['< 0.001', '0.031', '0.25', '1'])
    expect([1.23, -0.5, 0, 0.04, -0.04, 7].map(value => signed(value, 1))).toEqual(['+1.2', '−0.5', '0.0', '0.0', '0.0', '+7.0'])
    expect([[0.38, 0.39], [0, 2000], [0.1, 0.15], [1]].map(decimals)).toEqual([2, 0, 2, 2])
  })
})

describe('the summary of a run', () => {
  const terminal: Terminal = { out: () => undefined, err: () => undefined, interactive: false, columns: 80, paint: (_, text) => text }
  test('tells of graph, network, the rules side by side and the gain, and of neither where they took no part', () => {
    const text = runSummary(terminal, folder, exampleReport(2, parts()))
    expect(text).toContain(`voxel graph: ${graph.nodes.count} nodes, ${graph.edges.count} edges\n`)
    expect(text).toContain('network: tensorflow 2.15.1 on CPU, 2 threads, trained at 312 and labelled 1,523 particles/s\n')
    expect(text).toMatch(/^ *linear rule on the densities +\d+\.\d %/m)
    expect(text).toMatch(/^ *network +\d+\.\d % +\d+\.\d % to \d+\.\d %/m)
    expect(text).toContain('\nthe network’s share was 0.40: it won 0.012 nats per particle (5.1 standard errors)\n')
    expect(runSummary(terminal, folder, exampleReport(2, parts(STACKINGS.none)))).toContain('\nthe network adds nothing here: the likelihood alone decides\n')
    expect(runSummary(terminal, folder, exampleReport(2))).not.toMatch(/network|graph/)
  })
})
