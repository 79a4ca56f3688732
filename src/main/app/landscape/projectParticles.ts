import type { ParticlesWish } from '../../core/startEmbedding.ts'
import type { OpenProject } from '../openProject.ts'
import { neededInput } from '../projects/projectInput.ts'

/** The project's particles, to be embedded. Throws Failure before any import. */
export function projectParticles(project: OpenProject, threads: number): ParticlesWish {
  const { path, root, passthrough } = neededInput(project)
  return { input: path, root, passthrough, outputDir: project.folder, threads }
}
