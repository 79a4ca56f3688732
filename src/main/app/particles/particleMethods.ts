import type { MethodsOf } from '../methods.ts'
import type { Workstation } from '../workstation.ts'
import { heat, histogram } from './histograms.ts'
import type { ParticleView } from './particleView.ts'
import { projectView } from './projectView.ts'

export function particleMethods(workstation: Workstation): MethodsOf<'particles'> {
  const viewOf = async (id: string): Promise<ParticleView> => projectView(workstation.project(id))
  return {
    'particles.columns': async ({ project }) => (await viewOf(project)).columns.map(({ column }) => column),
    'particles.count': async ({ project, query }) => (await viewOf(project)).rows(query).length,
    'particles.rows': async ({ project, query, offset, count }) => {
      const view = await viewOf(project), rows = [...view.rows(query).subarray(offset, offset + count)]
      return { rows, values: rows.map(row => view.columns.map(({ values }) => values[row])) }
    },
    'particles.histogram': async ({ project, query, column, bins }) => {
      const view = await viewOf(project)
      return histogram(view.column(column), view.rows(query), bins)
    },
    'particles.heat': async ({ project, query, x, y, bins }) => {
      const view = await viewOf(project)
      return heat(view.column(x), view.column(y), view.rows(query), bins)
    },
  }
}
