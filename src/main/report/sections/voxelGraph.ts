import type { Report } from '../../../preload/contract/report.ts'
import type { GraphFigure } from '../graphFigure.ts'
import { html } from '../html.ts'
import type { Html } from '../html.ts'
import { fixed, integer, percent } from '../numbers.ts'
import { edgeKey, graphPicture } from '../plots/graphPicture.ts'
import { histogram } from '../plots/histogram.ts'
import { scaleBar } from './maps.ts'

type Graph = NonNullable<Report['graph']>

const GRAPH_FILE = 'graph.json'

function picture(drawn: GraphFigure | { readonly unreadable: string }): Html {
  if ('unreadable' in drawn) return html`<div class="card"><p>No picture: the graph could not be read (${drawn.unreadable}).</p></div>`
  const shown = drawn.edges.length < drawn.edgesInAll
    ? `the strongest ${integer(drawn.edges.length)} of ${integer(drawn.edgesInAll)} edges`
    : `all ${integer(drawn.edgesInAll)} edges`
  return html`<div class="card"><div class="maps one"><figure>${graphPicture(drawn, `Nodes and ${shown} of the voxel graph over the maps, ${drawn.view}`)}<figcaption>${drawn.view}</figcaption>${scaleBar({ size: 1, pixelSize: drawn.side })}</figure></div>
${drawn.edges.length > 0 ? edgeKey(drawn) : null}
<p class="note">Nodes and ${shown}, projected ${drawn.view} over ${drawn.background ? 'the mean of the class maps' : 'black, because no map could be read'}. A circle’s diameter grows with the side of its cell: small where the classes differ or the density is rich.</p></div>`
}

const number = (name: string, value: string): Html => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`

function facts(graph: Graph): Html {
  const { nodes, edges, levels } = graph
  return html`<div class="card scroll"><table class="facts"><tbody>
${number('Nodes', integer(nodes))}
${number('Edges', integer(edges))}
${number('Mean degree', fixed(nodes > 0 ? (2 * edges) / nodes : 0, 1))}
${number('Reach of an edge', `${fixed(graph.radiusA, 1)} Å`)}
${number('Correlation beyond noise', `> ${fixed(graph.correlationThreshold, 1)} σ`)}
</tbody></table>
<table><thead><tr><th scope="col">Cells with sides of</th><th scope="col">Nodes</th><th scope="col">Share</th></tr></thead>
<tbody>${levels.map(level => html`<tr><td>${fixed(level.sideA, 1)} Å</td><td>${integer(level.nodes)}</td><td>${percent(nodes > 0 ? level.nodes / nodes : 0)}</td></tr>`)}</tbody></table>
<p class="note">Reach: between nodes of mean size, in proportion to size for others. Correlation beyond noise: what an edge’s Pearson correlation must exceed that of pure noise by, in its standard errors.</p></div>`
}

const chart = (drawn: Html, note: string): Html => html`<div class="card">${drawn}<p class="note">${note}</p></div>`

/** What stands for the particle in the network: numbers, distributions and one picture. Nothing where no graph was made. */
export function voxelGraph({ graph }: Report, drawn: GraphFigure | { readonly unreadable: string } | null): Html | null {
  if (!graph) return null
  return html`<section><h2>Voxel graph</h2>
<p>The particle as the network sees it: cells inside the mask, each with the density that a particle shows there beyond the consensus, joined where these densities go up and down together from particle to particle by more than noise through the same poses and CTFs does. The arrays are in the files that <code>${GRAPH_FILE}</code> lists.</p>
<div class="wide">${drawn && picture(drawn)}${facts(graph)}</div>
${graph.edges > 0 ? html`<div class="pair">${chart(histogram('Number of nodes by degree', graph.degrees, { x: 'degree: edges at a node', y: 'nodes' }), 'A node without edges is read all the same; it only has no neighbours to hear from.')}
${chart(histogram('Number of edges by length', graph.lengths, { x: 'length of an edge, Å', y: 'edges' }), 'Long edges join large cells, whose reach is in proportion to their sides.')}</div>` : null}
${graph.edges === 0 ? html`<p>No two nodes correlate beyond noise, so there are no edges: the network read every node by itself.</p>` : null}</section>`
}
