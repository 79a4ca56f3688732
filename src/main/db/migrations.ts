/** "cgrP" in ASCII: lets file(1) and us tell a project from any other SQLite file. */
export const APPLICATION_ID = 0x63677250

/**
 * Step i takes a project from schema i to i + 1. A step that has shipped is never edited: projects of its version exist.
 * Times are ISO 8601 in UTC, file names relative to the project's folder, JSON columns are named `…_json`.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'cancelled')),
    created TEXT NOT NULL,
    ended TEXT,
    command TEXT NOT NULL,
    program_version TEXT NOT NULL,
    input_path TEXT NOT NULL,
    input_bytes INTEGER NOT NULL,
    input_sha256 TEXT NOT NULL,
    parameters_json TEXT NOT NULL,
    seed INTEGER NOT NULL,
    versions_json TEXT NOT NULL,
    message TEXT
  ) STRICT;

  CREATE TABLE stage (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    seconds REAL NOT NULL,
    seconds_per_particle REAL NOT NULL
  ) STRICT;

  CREATE TABLE class (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    particles INTEGER NOT NULL,
    occupancy REAL NOT NULL,
    resolution_a REAL NOT NULL,
    bfactor REAL,
    variance REAL NOT NULL,
    variance_unit TEXT NOT NULL,
    mean_posterior REAL NOT NULL,
    map TEXT NOT NULL,
    half1 TEXT NOT NULL,
    half2 TEXT NOT NULL,
    fsc_json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE class_number_advice (
    k INTEGER PRIMARY KEY,
    held_out_log_likelihood REAL NOT NULL,
    standard_error REAL NOT NULL
  ) STRICT;

  -- row is the row of the input file, from 1; class 0 is junk; posteriors are K little-endian float32, classes 1…K.
  CREATE TABLE particle (
    row INTEGER PRIMARY KEY,
    class INTEGER NOT NULL,
    max_posterior REAL NOT NULL,
    posteriors BLOB NOT NULL
  ) STRICT;
  CREATE INDEX particle_class ON particle (class);

  CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('doubt', 'warning')),
    text TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- The project around the run: the input before and after it, in the reader's own words (input_json), and what it was when that was read.
  CREATE TABLE project (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    created TEXT NOT NULL,
    input_path TEXT NOT NULL,
    root TEXT,
    passthrough TEXT,
    input_bytes INTEGER NOT NULL,
    input_modified REAL NOT NULL,
    input_json TEXT NOT NULL
  ) STRICT;

  -- What the window showed last.
  CREATE TABLE view (
    key TEXT PRIMARY KEY,
    value_json TEXT NOT NULL
  ) STRICT;

  -- Changes of what the run decided, in order; those above the last one that is not undone can be redone.
  CREATE TABLE edit (
    position INTEGER PRIMARY KEY,
    made TEXT NOT NULL,
    edit_json TEXT NOT NULL,
    undone INTEGER NOT NULL CHECK (undone IN (0, 1))
  ) STRICT;

  -- Large arrays beside the project, by name relative to its folder.
  CREATE TABLE file (
    name TEXT PRIMARY KEY,
    about TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Labels that people gave to rows of the input (0 junk, 1…9) when it had so many particles; names_json has what they call each label.
  -- An id is never given twice, so that no window takes one set for another.
  CREATE TABLE label_set (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    created TEXT NOT NULL,
    particles INTEGER NOT NULL,
    names_json TEXT NOT NULL
  ) STRICT;

  -- How a set came to be, in order; those above the last one that is not undone can be redone. The labels are what these changes leave.
  CREATE TABLE label_change (
    set_id INTEGER NOT NULL REFERENCES label_set (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    made TEXT NOT NULL,
    change_json TEXT NOT NULL,
    undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
    PRIMARY KEY (set_id, position)
  ) STRICT;
  `,
]
