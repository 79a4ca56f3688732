/** The cells of the octree inside the mask: the nodes of the graph. */
export type Nodes = {
  readonly count: number
  /** Side of the working grid, voxels; origin at voxel size >> 1 on every axis, x fastest. */
  readonly size: number
  /** [size³] node that each voxel belongs to; −1: outside the mask. */
  readonly ofVoxel: Int32Array
  /** [count × 3] centre of the node's voxels, voxels from the origin: x, y, z. */
  readonly centre: Float32Array
  /** [count] side of its cell, voxels. */
  readonly side: Uint8Array
  /** [count] voxels inside the mask. */
  readonly voxels: Uint32Array
}

/** Pairs of nodes i < j that are near and whose densities go up and down together. */
export type Edges = {
  readonly count: number
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** Pearson correlation over the particles, beyond what noise gives: the weight. */
  readonly correlation: Float32Array
  /** Å. */
  readonly length: Float32Array
}

export type VoxelGraph = {
  readonly nodes: Nodes
  readonly edges: Edges
  /** Å, side of a voxel of the working grid. */
  readonly voxelSize: number
  /** Å, between nodes of mean size; larger cells reach further in proportion. */
  readonly radius: number
  /** Standard errors of a correlation that an edge's correlation exceeds that of noise by. */
  readonly correlationThreshold: number
}
