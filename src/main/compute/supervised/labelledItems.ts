import { appendFileSync, closeSync, openSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StageContext } from '../../../preload/contract/progress.ts'
import { ItemWriter, type ItemSet } from '../graph/itemFile.ts'
import type { Nodes } from '../graph/voxelGraph.ts'
import { FOLDS, foldOfSlot, slotsOfFold } from '../sorting/particles.ts'
import type { LabelledSet } from './labelledSet.ts'
import type { LabelMaps, Teachable } from './teachable.ts'

/** Rows of an item set by whom the maps did not know; [count] each by position, −1: there is no such row. */
export type RowsAt = {
  /** Scored on the maps of all labels. */
  readonly all: Int32Array
  /** Labelled particles, on maps without their own fold. */
  readonly own: Int32Array
  /** [FOLDS] labelled particles of the other folds, on maps without their own fold and this one. */
  readonly nested: readonly Int32Array[]
}

/** Labelled particles of a fold that teach the network which another fold is held out of, at most: more than it is ever shown. */
const MOST_TAUGHT = 3000
const STAGE = 'voxel graph'

/**
 * Adds the labelled particles, on maps that they had no part in, to the items of everyone. What a held-out fold tests must
 * not have shaped what the network learns from either, so for each fold the others are scored without it, too.
 */
export async function labelledItems<Model>(particles: Teachable<Model>, nodes: Nodes, { classAt, slotAt, classes }: LabelledSet, maps: LabelMaps<Model>, everyone: ItemSet, scratch: string, ctx: StageContext): Promise<{ items: ItemSet; rowsAt: RowsAt }> {
  const empty = () => new Int32Array(classAt.length).fill(-1)
  const rowsAt = { all: empty(), own: empty(), nested: Array.from({ length: FOLDS }, empty) }
  everyone.positions.forEach((position, row) => { rowsAt.all[position] = row })
  const writer = new ItemWriter(join(scratch, 'labelled.f32'))
  let row = everyone.file.rows
  const add = async (model: Model, fold: number, to: Int32Array, most?: number): Promise<void> => {
    if (!classAt.some((k, position) => k >= 0 && foldOfSlot(slotAt[position]) === fold)) return
    const evidence = await particles.measureOnly(position => classAt[position] >= 0, nodes, model, { slots: slotsOfFold(fold), views: 1, ...(most !== undefined && { most }) })
    evidence.positions.forEach(position => { to[position] = row++ })
    writer.add(evidence)
  }
  try {
    for (let f = 0; f < FOLDS; f++) {
      ctx.signal.throwIfAborted()
      await add(await maps.without([f]), f, rowsAt.own)
      for (let g = 0; g < f; g++) {
        const model = await maps.without([f, g])
        await add(model, f, rowsAt.nested[g], MOST_TAUGHT)
        await add(model, g, rowsAt.nested[f], MOST_TAUGHT)
      }
      ctx.report({ stage: STAGE, done: f + 1, total: FOLDS, note: 'labelled particles without their own fold' })
    }
    return { items: joined(everyone, writer.finish(classes)), rowsAt }
  } finally {
    writer.close()
  }
}

const COPIED = 1 << 24

/** The rows of two sets as one; the second's file goes. */
function joined(a: ItemSet, b: ItemSet): ItemSet {
  const from = openSync(b.file.path, 'r'), buffer = new Uint8Array(COPIED)
  try {
    for (let got = readSync(from, buffer); got > 0; got = readSync(from, buffer)) appendFileSync(a.file.path, buffer.subarray(0, got))
  } finally {
    closeSync(from)
  }
  rmSync(b.file.path)
  const positions = new Uint32Array(a.positions.length + b.positions.length), energies = new Float32Array(a.energies.length + b.energies.length), likelihood = new Float64Array(a.likelihood.length + b.likelihood.length)
  for (const [to, first, second] of [[positions, a.positions, b.positions], [energies, a.energies, b.energies], [likelihood, a.likelihood, b.likelihood]] as const) {
    to.set(first)
    to.set(second, first.length)
  }
  return { file: { ...a.file, rows: a.file.rows + b.file.rows }, positions, energies, likelihood }
}
