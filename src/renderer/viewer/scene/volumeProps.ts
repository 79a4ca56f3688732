import vtkDataArray from '@kitware/vtk.js/Common/Core/DataArray.js'
import vtkImageData from '@kitware/vtk.js/Common/DataModel/ImageData.js'
import vtkPiecewiseFunction from '@kitware/vtk.js/Common/DataModel/PiecewiseFunction.js'
import vtkColorTransferFunction from '@kitware/vtk.js/Rendering/Core/ColorTransferFunction.js'
import type { vtkRenderer } from '@kitware/vtk.js/Rendering/Core/Renderer.js'
import vtkVolume from '@kitware/vtk.js/Rendering/Core/Volume.js'
import vtkVolumeMapper from '@kitware/vtk.js/Rendering/Core/VolumeMapper.js'
import type { Drawing } from '../drawing.ts'
import type { Layer } from '../layers.ts'
import type { DensityBytes } from '../surface/layerProtocol.ts'
import { opacityPoints, volumeColours } from '../transferFunction.ts'

const MATERIAL = { ambient: 0.3, diffuse: 0.75, specular: 0.1, specularPower: 20 }

/** A layer's density in the renderer, as vtk's volume mapper draws it. */
export class VolumeProps {
  readonly #renderer: vtkRenderer
  readonly #volume = vtkVolume.newInstance()
  readonly #mapper = vtkVolumeMapper.newInstance({ autoAdjustSampleDistances: false, maximumSamplesPerRay: 4000 })
  readonly #bytes: DensityBytes
  readonly #pixelSizeA: number

  constructor(renderer: vtkRenderer, bytes: DensityBytes, box: number, pixelSizeA: number) {
    this.#renderer = renderer
    this.#bytes = bytes
    this.#pixelSizeA = pixelSizeA
    const start = -(box >> 1) * pixelSizeA
    const image = vtkImageData.newInstance({ spacing: [pixelSizeA, pixelSizeA, pixelSizeA], origin: [start, start, start] })
    image.setDimensions(box, box, box)
    const scalars = vtkDataArray.newInstance({ name: 'Density', numberOfComponents: 1, values: bytes.bytes })
    // Known already; vtk would look through all voxels for it.
    scalars.setRange({ min: 0, max: 255 }, 0)
    image.getPointData().setScalars(scalars)
    this.#mapper.setInputData(image)
    this.#volume.setMapper(this.#mapper)
    const property = this.#volume.getProperty()
    property.setInterpolationTypeToLinear()
    property.set(MATERIAL)
    // Opacity is given for a way of two voxels through the density.
    property.setScalarOpacityUnitDistance(0, 2 * pixelSizeA)
    renderer.addVolume(this.#volume)
  }

  paint({ colour, opacity, level }: Pick<Layer, 'colour' | 'opacity' | 'level'>): void {
    const { low, high } = this.#bytes
    const curve = vtkPiecewiseFunction.newInstance()
    for (const [byte, value] of opacityPoints({ low, high, level, opacity })) curve.addPoint(byte, value)
    const colours = vtkColorTransferFunction.newInstance()
    for (const [byte, red, green, blue] of volumeColours(colour)) colours.addRGBPoint(byte, red, green, blue)
    this.#volume.getProperty().setScalarOpacity(0, curve)
    this.#volume.getProperty().setRGBTransferFunction(0, colours)
  }

  setDrawing({ shaded, sampling }: Drawing): void {
    this.#volume.getProperty().setShade(shaded)
    this.#mapper.setSampleDistance(sampling * this.#pixelSizeA)
  }

  remove(): void {
    this.#renderer.removeVolume(this.#volume)
  }
}
