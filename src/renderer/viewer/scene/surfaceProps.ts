import vtkCellArray from '@kitware/vtk.js/Common/Core/CellArray.js'
import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js'
import vtkPolyData from '@kitware/vtk.js/Common/DataModel/PolyData.js'
import vtkActor from '@kitware/vtk.js/Rendering/Core/Actor.js'
import type { vtkActor as Actor } from '@kitware/vtk.js/Rendering/Core/Actor.js'
import vtkMapper from '@kitware/vtk.js/Rendering/Core/Mapper.js'
import type { vtkRenderer } from '@kitware/vtk.js/Rendering/Core/Renderer.js'
import type { Vector } from '../camera.ts'
import type { SurfacePiece } from '../surface/meshPieces.ts'
import { darkenFarParts } from './depthCue.ts'

/** A dull surface: shape is read from the shading. All the light together stays near 1, or a class would lose its colour. */
const MATERIAL = { ambient: 0.22, diffuse: 0.76, specular: 0.1, specularPower: 18 }
/** Colours that carry values are lit more evenly: their dark end must be told from shade. */
const VALUED_MATERIAL = { ambient: 0.58, diffuse: 0.45, specular: 0, specularPower: 1 }
/** Pieces that are handed to the graphics card in one frame: more would hold the page up. */
const PIECES_A_FRAME = 2

/** A layer's surface in the renderer. A new surface takes the old one's place piece by piece, over as many frames as it needs. */
export class SurfaceProps {
  readonly #renderer: vtkRenderer
  readonly #actors: Actor[] = []
  #arriving: readonly SurfacePiece[] = []
  /** Pieces of the newest surface that are in place. */
  #arrived = 0
  #colour: Vector = [1, 1, 1]
  #opacity = 1

  constructor(renderer: vtkRenderer) {
    this.#renderer = renderer
  }

  show(pieces: readonly SurfacePiece[]): void {
    this.#arriving = pieces
    this.#arrived = 0
  }

  paint(colour: Vector, opacity: number): void {
    this.#colour = colour
    this.#opacity = opacity
    for (const actor of this.#actors) this.#paint(actor)
  }

  /** Puts the next pieces in place; true while there are more. */
  advance(): boolean {
    const until = Math.min(this.#arriving.length, this.#arrived + PIECES_A_FRAME)
    for (; this.#arrived < until; this.#arrived++) {
      const actor = surfaceActor(this.#arriving[this.#arrived])
      this.#paint(actor)
      if (this.#arrived < this.#actors.length) this.#renderer.removeActor(this.#actors[this.#arrived])
      this.#actors[this.#arrived] = actor
      this.#renderer.addActor(actor)
    }
    if (this.#arrived < this.#arriving.length) return true
    for (const actor of this.#actors.splice(this.#arrived)) this.#renderer.removeActor(actor)
    return false
  }

  remove(): void {
    this.show([])
    this.advance()
  }

  #paint(actor: Actor): void {
    const property = actor.getProperty()
    property.setColor(...this.#colour)
    property.setOpacity(this.#opacity)
  }
}

function surfaceActor(piece: SurfacePiece): Actor {
  const data = vtkPolyData.newInstance()
  data.getPoints().setData(piece.positions, 3)
  data.getPointData().setNormals(vtkDataArray.newInstance({ name: 'Normals', numberOfComponents: 3, values: piece.normals }))
  if (piece.colours) data.getPointData().setScalars(vtkDataArray.newInstance({ name: 'Colours', numberOfComponents: 4, values: piece.colours }))
  data.setPolys(vtkCellArray.newInstance({ values: piece.cells }))
  const mapper = vtkMapper.newInstance({ scalarVisibility: piece.colours !== null })
  mapper.setInputData(data)
  darkenFarParts(mapper)
  const actor = vtkActor.newInstance()
  actor.setMapper(mapper)
  actor.getProperty().set(piece.colours ? VALUED_MATERIAL : MATERIAL)
  return actor
}
