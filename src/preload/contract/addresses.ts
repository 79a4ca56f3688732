/** Addresses of what is too large for a call, each relative to the page: the same in both hosts. */

export type ImageKind = 'raw' | 'lowpass' | 'ctf' | 'projection'

/**
 * Particle images as uint8 [rows × size × size], x fastest, each stretched to its own mean ± 3 standard deviations.
 * `rows` are rows of the input, at most 200; 'projection' is the map of `class` seen from each particle's direction.
 */
export const imagesAddress = (project: string, options: { rows: readonly number[]; size: number; kind: ImageKind; lowpassA?: number; class?: number }): string => {
  const query = new URLSearchParams({ rows: options.rows.join(','), size: String(options.size), kind: options.kind })
  if (options.lowpassA !== undefined) query.set('lowpass', String(options.lowpassA))
  if (options.class !== undefined) query.set('class', String(options.class))
  return `/blob/${project}/images?${query}`
}

/** Voxels of a map as float32 little-endian [box³], x fastest, Fourier-cropped to `box` where that is smaller than the map's own; header X-Box and X-Pixel-Size. */
export const mapAddress = (project: string, name: string, box?: number): string =>
  `/blob/${project}/map?${new URLSearchParams({ name, ...(box !== undefined && { box: String(box) }) })}`

/** Coordinates of the embedding as float32 little-endian [components × particles], each component contiguous over the rows of the input; NaN where a particle is not used. */
export const embeddingAddress = (project: string): string => `/blob/${project}/embedding`

/** Coordinates of the network's features, the same way. */
export const networkFeaturesAddress = (project: string): string => `/blob/${project}/network-features`

/** A column of particles.columns as float32 little-endian [particles], in the order of the input; NaN where a particle has no value. */
export const columnAddress = (project: string, key: string): string => `/blob/${project}/column?${new URLSearchParams({ key })}`

/** Labels of a set as int8 [particles], in the order of the input; −1 where a particle has none. */
export const labelsAddress = (project: string, set: number): string => `/blob/${project}/labels?${new URLSearchParams({ set: String(set) })}`

/** report.html of the project. */
export const reportAddress = (project: string): string => `/blob/${project}/report.html`

/** PNG of a recent project. */
export const thumbnailAddress = (folder: string): string => `/thumbnail?${new URLSearchParams({ folder })}`

/** A line of JSON per event (events.ts), as long as the page listens. */
export const EVENTS_ADDRESS = '/events'
