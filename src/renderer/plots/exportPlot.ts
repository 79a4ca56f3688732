/** What the page's style sheets decide about a shape; a file has no style sheet, so it is written to the shape itself. */
const SHAPE = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap', 'opacity']
const TEXT = ['fill', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'paint-order', 'stroke', 'stroke-width', 'stroke-linejoin']
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  path: SHAPE, rect: SHAPE, circle: SHAPE, line: SHAPE, text: TEXT, tspan: ['fill', 'font-weight'], image: ['image-rendering'], stop: ['stop-color', 'stop-opacity'],
}
/** What holds where nothing is written; groups carry no styles, so nothing else can be inherited. */
const INITIAL = new Set(['fill-opacity 1', 'stroke none', 'stroke-width 1px', 'stroke-opacity 1', 'stroke-dasharray none', 'stroke-linejoin miter', 'stroke-linecap butt', 'opacity 1', 'font-weight 400', 'text-anchor start', 'paint-order normal', 'image-rendering auto', 'stop-opacity 1'])
const OF_THE_PAGE = ['style', 'class', 'role', 'aria-label', 'data-read']
/** Pixels of the PNG for one on the screen: 300 dpi at the size that a column of a paper gives it. */
const ZOOM = 3

function inlineStyles(svg: SVGSVGElement): void {
  for (const element of svg.querySelectorAll<SVGElement>('*')) {
    const computed = getComputedStyle(element)
    const values = (PROPERTIES[element.localName] ?? []).map(name => [name, computed.getPropertyValue(name)])
    for (const [name, value] of values) if (!INITIAL.has(`${name} ${value}`)) element.setAttribute(name, value)
  }
  for (const element of [svg, ...svg.querySelectorAll('*')]) for (const name of OF_THE_PAGE) element.removeAttribute(name)
}

/** A copy that needs nothing of the page: colours of the light theme on white, pictures inside as data. */
function standalone(svg: SVGSVGElement): SVGSVGElement {
  const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value]
  const copy = svg.cloneNode(true) as SVGSVGElement
  for (const element of copy.querySelectorAll('[data-screen-only]')) element.remove()
  const title = document.createElementNS(svg.namespaceURI, 'desc')
  title.textContent = svg.getAttribute('aria-label')
  const paper = document.createElement('div')
  paper.className = 'plot plot-paper'
  paper.append(copy)
  document.body.append(paper)
  try {
    inlineStyles(copy)
  } finally {
    paper.remove()
  }
  const ground = document.createElementNS(svg.namespaceURI, 'rect')
  for (const [name, value] of Object.entries({ width, height, fill: '#ffffff' })) ground.setAttribute(name, String(value))
  for (const [name, value] of Object.entries({ xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` })) copy.setAttribute(name, String(value))
  copy.prepend(title, ground)
  return copy
}

async function rasterised(svg: Blob, width: number, height: number): Promise<Blob> {
  const address = URL.createObjectURL(svg)
  try {
    const image = new Image(width, height)
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: width * ZOOM, height: height * ZOOM })
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser'))), 'image/png'))
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** What a plot shows as a file for papers and slides: always on white, with everything inside; axes stay vectors in an SVG, also over a raster. */
export async function exportPlot(svg: SVGSVGElement, format: 'svg' | 'png'): Promise<Blob> {
  const copy = standalone(svg)
  const blob = new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' })
  return format === 'svg' ? blob : rasterised(blob, copy.width.baseVal.value, copy.height.baseVal.value)
}
