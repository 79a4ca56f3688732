import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { Failure, missingInput } from '../../preload/contract/failure.ts'
import type { HostEvent } from '../../preload/contract/events.ts'
import { OpenProject } from './openProject.ts'
import type { JobEnd, RunningJob } from './jobs/startJob.ts'

type Listener = (event: HostEvent) => void

/** What one host has open: projects, their jobs, and who listens. Windows come and go; this stays. */
export class Workstation {
  readonly #projects = new Map<string, OpenProject>()
  readonly #jobs = new Map<string, RunningJob>()
  readonly #failures = new WeakMap<OpenProject, Map<RunningJob['kind'], string>>()
  readonly #listeners = new Set<Listener>()
  /** The folder the user named when starting the program, or null. */
  readonly opens: string | null

  constructor(opens: string | null = null) {
    this.opens = opens
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  tell(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** The same project for the same folder, however often and from wherever it is opened. */
  open(folder: string): OpenProject {
    const place = realFolder(folder)
    const opened = [...this.#projects.values()].find(project => project.folder === place)
    if (opened) return opened
    const project = new OpenProject(randomBytes(8).toString('hex'), place)
    this.#projects.set(project.id, project)
    return project
  }

  /** Throws Failure 'missing' for a project that nobody has opened since this host started. */
  project(id: string): OpenProject {
    const project = this.#projects.get(id)
    if (!project) throw new Failure('missing', 'this project is not open', 'open it from the start page')
    return project
  }

  /** The job of a project; null when none runs. */
  job(id: string): RunningJob | null {
    return this.#jobs.get(id) ?? null
  }

  /** Stops the project's job, if it is of that kind. */
  cancel(id: string, kind: RunningJob['kind']): void {
    const job = this.job(id)
    if (job?.kind === kind) job.cancel()
  }

  /** Why the last job of that kind, since this host has the project open, came to nothing; null where none has, or a later one goes on. */
  failure(project: OpenProject, kind: RunningJob['kind']): string | null {
    return this.#failures.get(project)?.get(kind) ?? null
  }

  /** Throws Failure where a job of the project goes on, or nothing of it can be written. */
  refuseJob(project: OpenProject): void {
    if (this.#jobs.has(project.id)) throw new Failure('usage', 'this project is already being worked on', 'wait for it, or stop it')
    if (project.readOnlyReason !== null) throw new Failure('output', `${project.folder}: ${project.readOnlyReason}`, 'nothing was started')
  }

  /** One job at a time for a project; it is forgotten when it has ended, but for why it failed. The listeners are told of both ends. Resolves at the second. */
  async enter(project: OpenProject, job: RunningJob): Promise<JobEnd> {
    const failures = this.#failures.get(project) ?? new Map<RunningJob['kind'], string>(), changed: HostEvent = { type: 'changed', project: project.id, what: 'project' }
    this.#failures.set(project, failures)
    failures.delete(job.kind)
    this.#jobs.set(project.id, job)
    this.tell(changed)
    const end = await job.ended
    this.#jobs.delete(project.id)
    if (end.state === 'failed' || end.state === 'interrupted') failures.set(job.kind, end.message ?? 'the computing process ended without a word')
    this.tell({ type: 'ended', project: project.id, job: job.kind, ...end })
    this.tell(changed)
    return end
  }

  /** Stops all jobs in order (a stopped run can be resumed) and closes all projects. */
  async shutDown(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map(job => {
      job.cancel()
      return job.ended
    }))
    for (const project of this.#projects.values()) project.close()
    this.#projects.clear()
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    throw missingInput(folder, 'no such folder', 'it may have been moved: open it from where it is now')
  }
}
