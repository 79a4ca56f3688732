import vtkCellArray from '@kitware/vtk.js/Common/Core/CellArray.js'
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js'
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData.js'
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js'
import type { vtkActor as Actor } from '@kitware/vtk.js/Rendering/Core/Actor.js'
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper.js'
import type { vtkRenderer } from '@kitware/vtk.js/Rendering/Core/Renderer.js'
import vtkSphereMapper from '@kitware/vtk.js/Rendering/Core/SphereMapper.js'
import type { VoxelGraph } from '../layers.ts'

/** A node's ball by the side of its cell. */
const RADIUS_BY_SIDE = 0.1
/** Balls are grey: classes own the other colours. */
const NODE_COLOUR = [0.6, 0.61, 0.65] as const
/** Lines from the least weight to the greatest, 0 … 255: both ends are told from a light page and from a dark one. */
const EDGE_COLOURS = [[136, 142, 156], [222, 96, 0]] as const
const EDGE_WIDTH = 1.5

/** The voxel graph in the renderer: a ball a cell, a line an edge, from grey to vermilion by its weight. */
export class GraphProps {
  /** How far the outermost ball reaches from the box's centre, Å. */
  readonly farthestA: number
  readonly #renderer: vtkRenderer
  readonly #actors: readonly Actor[]

  constructor(renderer: vtkRenderer, graph: VoxelGraph) {
    this.#renderer = renderer
    this.farthestA = graph.nodes.reduce((most, [x, y, z, side]) => Math.max(most, Math.hypot(x, y, z) + RADIUS_BY_SIDE * side), 0)
    const places = Float32Array.from(graph.nodes.flatMap(([x, y, z]) => [x, y, z]))
    this.#actors = [balls(places, graph), lines(places, graph)]
    for (const actor of this.#actors) renderer.addActor(actor)
  }

  remove(): void {
    for (const actor of this.#actors) this.#renderer.removeActor(actor)
  }
}

function balls(places: Float32Array, { nodes }: VoxelGraph): Actor {
  const data = vtkPolyData.newInstance()
  data.getPoints().setData(places, 3)
  data.getPointData().addArray(vtkDataArray.newInstance({ name: 'radius', numberOfComponents: 1, values: Float32Array.from(nodes, node => node[3]) }))
  const mapper = vtkSphereMapper.newInstance()
  mapper.setScaleArray('radius')
  mapper.setScaleFactor(RADIUS_BY_SIDE)
  mapper.setScalarVisibility(false)
  mapper.setInputData(data)
  const actor = vtkActor.newInstance()
  actor.setMapper(mapper)
  actor.getProperty().setColor(...NODE_COLOUR)
  return actor
}

function lines(places: Float32Array, { edges }: VoxelGraph): Actor {
  // Two points an edge: a point of its own carries the edge's colour.
  const points = new Float32Array(6 * edges.length)
  edges.forEach(([from, to], i) => {
    points.set(places.subarray(3 * from, 3 * from + 3), 6 * i)
    points.set(places.subarray(3 * to, 3 * to + 3), 6 * i + 3)
  })
  const data = vtkPolyData.newInstance()
  data.getPoints().setData(points, 3)
  data.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Colours', numberOfComponents: 4, values: edgeColours(edges) }))
  data.setLines(vtkCellArray.newInstance({ values: Uint32Array.from(edges.flatMap((_, i) => [2, 2 * i, 2 * i + 1])) }))
  const mapper = vtkMapper.newInstance({ scalarVisibility: true })
  mapper.setInputData(data)
  const actor = vtkActor.newInstance()
  actor.setMapper(mapper)
  actor.getProperty().set({ lighting: false, lineWidth: EDGE_WIDTH })
  return actor
}

/** [edges × 2 points × 4] red, green, blue, 255. */
function edgeColours(edges: VoxelGraph['edges']): Uint8Array {
  const weights = edges.map(edge => edge[2])
  const least = weights.reduce((low, weight) => Math.min(low, weight), Infinity)
  const span = weights.reduce((high, weight) => Math.max(high, weight), -Infinity) - least || 1
  return Uint8Array.from(weights.flatMap(weight => {
    const share = (weight - least) / span
    const colour = [0, 1, 2].map(channel => Math.round(EDGE_COLOURS[0][channel] * (1 - share) + EDGE_COLOURS[1][channel] * share))
    return [...colour, 255, ...colour, 255]
  }))
}
