import type { Generated } from 'kysely'
import type { RunState } from './run.ts'

/** The tables of a project as migrations.ts makes them, for the query builder: a misspelt column does not compile. */
export type Schema = {
  run: {
    id: number; state: RunState; created: string; ended: string | null; command: string; program_version: string
    input_path: string; input_bytes: number; input_sha256: string; parameters_json: string; seed: number; versions_json: string; message: string | null
  }
  stage: { position: number; name: string; seconds: number; seconds_per_particle: number }
  class: {
    number: number; particles: number; occupancy: number; resolution_a: number; bfactor: number | null; variance: number; variance_unit: string
    mean_posterior: number; map: string; half1: string; half2: string; fsc_json: string
  }
  class_number_advice: { k: number; held_out_log_likelihood: number; standard_error: number }
  particle: { row: number; class: number; max_posterior: number; posteriors: Uint8Array }
  note: { id: number; kind: 'doubt' | 'warning'; text: string }
  project: {
    id: number; created: string; input_path: string; root: string | null; passthrough: string | null
    input_bytes: number; input_modified: number; input_json: string
  }
  view: { key: string; value_json: string }
  edit: { position: number; made: string; edit_json: string; undone: number }
  file: { name: string; about: string; bytes: number; sha256: string }
  label_set: { id: Generated<number>; name: string; created: string; particles: number; names_json: string }
  label_change: { set_id: number; position: number; made: string; change_json: string; undone: number }
}
