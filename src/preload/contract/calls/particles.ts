import { z } from 'zod'
import { call, inProject } from './call.ts'

export const Column = z.strictObject({
  key: z.string(), title: z.string(), unit: z.string().nullable(), about: z.string(),
  kind: z.enum(['number', 'category']),
  range: z.tuple([z.number(), z.number()]).nullable(),
  /** Names by value, for categories with at most 1,000 of them. */
  names: z.array(z.string()).nullable(),
})
export type Column = z.infer<typeof Column>

export const Filter = z.strictObject({ column: z.string(), min: z.number().nullable().default(null), max: z.number().nullable().default(null), values: z.array(z.number()).nullable().default(null) })
export type Filter = z.infer<typeof Filter>

/** Which particles, in which order. */
export const Query = z.strictObject({ sort: z.strictObject({ column: z.string(), descending: z.boolean() }).nullable().default(null), filters: z.array(Filter).max(20).default([]) })
export type Query = z.input<typeof Query>

const Histogram = z.strictObject({ edges: z.array(z.number()), counts: z.array(z.int()) })
export type Histogram = z.infer<typeof Histogram>

/** Particles are known by their row of the input, from 0. After a run there are columns for its class, the largest posterior, the posterior's entropy and the class after edits too. */
export const particleCalls = {
  'particles.columns': call(z.strictObject(inProject), z.array(Column)),
  'particles.count': call(z.strictObject({ ...inProject, query: Query }), z.int()),
  /** `count` rows of the query from `offset`, with the values of all columns in the order of particles.columns. */
  'particles.rows': call(
    z.strictObject({ ...inProject, query: Query, offset: z.int().min(0), count: z.int().min(0).max(2000) }),
    z.strictObject({ rows: z.array(z.int()), values: z.array(z.array(z.number())) }),
  ),
  'particles.histogram': call(z.strictObject({ ...inProject, query: Query, column: z.string(), bins: z.int().min(2).max(200).default(40) }), Histogram),
  /** counts[y][x] over two columns. */
  'particles.heat': call(
    z.strictObject({ ...inProject, query: Query, x: z.string(), y: z.string(), bins: z.int().min(2).max(200).default(36) }),
    z.strictObject({ x: z.array(z.number()), y: z.array(z.number()), counts: z.array(z.array(z.int())) }),
  ),
} as const
