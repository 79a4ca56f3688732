import Database from 'better-sqlite3'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readEdits } from '../../../src/main/db/edits.ts'
import { appendLabelChange, insertLabelSet, readLabelSets, removeLabelSet } from '../../../src/main/db/labels.ts'
import { migrate } from '../../../src/main/db/migrate.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/main/db/migrations.ts'
import { closeProject, openProject, readAsCurrent, readProject } from '../../../src/main/db/open.ts'
import { readProjectRow } from '../../../src/main/db/projectRow.ts'
import { insertRun, selectRun } from '../../../src/main/db/run.ts'
import { readViews, writeView } from '../../../src/main/db/views.ts'
import { exampleRun } from './exampleRun.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgr-db-'))
  path = join(folder, 'project.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

function createProject(): void {
  const db = openProject(path)
  insertRun(db, exampleRun)
  closeProject(db)
}

test('a closed project is one file with our mark and schema number, not in WAL mode', () => {
  createProject()
  expect(readdirSync(folder)).toEqual(['project.sqlite'])
  const bytes = readFileSync(path)
  expect(bytes.readUInt32BE(68)).toBe(APPLICATION_ID)
  expect(bytes.readUInt32BE(60)).toBe(MIGRATIONS.length)
  expect([bytes[18], bytes[19]]).toEqual([1, 1])
})

test('while open it survives a crash without losing commits: WAL, synchronous FULL, hardened', () => {
  const db = openProject(path)
  const pragma = (name: string): unknown => db.pragma(name, { simple: true })
  expect([pragma('journal_mode'), pragma('synchronous'), pragma('trusted_schema'), pragma('cell_size_check'), pragma('mmap_size'), pragma('foreign_keys')])
    .toEqual(['wal', 2, 0, 1, 0, 1])
  closeProject(db)
})

test('reading changes no byte and leaves no file beside it', () => {
  createProject()
  const before = readFileSync(path)
  const db = readProject(path)
  expect(selectRun(db)?.parameters).toEqual(exampleRun.parameters)
  expect(() => insertRun(db, exampleRun)).toThrow(/readonly/)
  closeProject(db)
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(readdirSync(folder)).toEqual(['project.sqlite'])
})

test('opening and closing without an edit keeps the schema and the rows', () => {
  createProject()
  closeProject(openProject(path))
  const db = readProject(path)
  expect(selectRun(db)).toMatchObject({ ...exampleRun, state: 'running' })
  db.close()
})

test.each([
  ['a project of a newer cgr', () => {
    createProject()
    const db = new Database(path)
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`)
    db.close()
  }, new RegExp(`newer cgr \\(schema ${MIGRATIONS.length + 1}, this one knows ${MIGRATIONS.length}\\)`)],
  ['a foreign database', () => {
    const db = new Database(path)
    db.exec('CREATE TABLE mine (a)')
    db.close()
  }, /not a cgr project/],
  ['no database at all', () => writeFileSync(path, 'x'.repeat(5000)), /not an SQLite database/],
])('%s is refused and stays as it is', (_, make, message) => {
  make()
  const before = readFileSync(path)
  expect(() => openProject(path)).toThrow(message)
  expect(() => readProject(path)).toThrow(message)
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(readdirSync(folder)).toEqual(['project.sqlite'])
})

test('a project that is not there is not made by reading', () => {
  expect(() => readProject(path)).toThrow(/no such file/)
  expect(readdirSync(folder)).toEqual([])
})

test('a migration that fails leaves nothing of itself, and the next try starts where it stood', () => {
  const db = new Database(path)
  const tables = (): unknown => db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  migrate(db, ['CREATE TABLE a (x)'])
  expect(() => migrate(db, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE TABEL c (x)'])).toThrow(/syntax error/)
  expect([tables(), db.pragma('user_version', { simple: true })]).toEqual([['a'], 1])
  migrate(db, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE TABLE c (x)'])
  expect([tables(), db.pragma('user_version', { simple: true })]).toEqual([['a', 'b', 'c'], 3])
  db.close()
})

describe('a project of schema 1, before there was a window', () => {
  const backup = (): string => `${path}.schema1`
  const tables = (db: Database.Database): unknown => db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
  const state = (file: string): unknown => {
    const db = new Database(file, { readonly: true })
    try {
      return { version: db.pragma('user_version', { simple: true }), tables: tables(db), commands: db.prepare('SELECT command FROM run').pluck().all() }
    } finally {
      db.close()
    }
  }
  /** Rows as schema 1 had them. */
  function createOld(mode: 'delete' | 'wal' = 'delete'): Database.Database {
    const db = new Database(path)
    db.pragma(`journal_mode = ${mode}`)
    migrate(db, MIGRATIONS.slice(0, 1))
    db.prepare("INSERT INTO run (id, state, created, command, program_version, input_path, input_bytes, input_sha256, parameters_json, seed, versions_json) VALUES (1, 'finished', ?, ?, '0.4.0', ?, ?, ?, ?, ?, ?)")
      .run(exampleRun.created, exampleRun.command, exampleRun.inputPath, exampleRun.inputBytes, exampleRun.inputSha256, JSON.stringify(exampleRun.parameters), exampleRun.parameters.seed, JSON.stringify(exampleRun.versions))
    return db
  }

  test('is read as it is, and brought up when it is opened for writing, with its rows; it stays beside it as it was', () => {
    createOld().close()
    const before = readFileSync(path)
    const reading = readProject(path)
    expect(selectRun(reading)).toMatchObject({ command: exampleRun.command, state: 'finished' })
    closeProject(reading)
    expect(readFileSync(path).equals(before)).toBe(true)

    const db = openProject(path)
    expect(selectRun(db)).toMatchObject({ command: exampleRun.command, parameters: exampleRun.parameters, state: 'finished' })
    expect([readProjectRow(db), readViews(db)]).toEqual([null, {}])
    writeView(db, 'step', 'maps')
    closeProject(db)
    expect(readdirSync(folder).toSorted()).toEqual(['project.sqlite', 'project.sqlite.schema1'])
    expect(readFileSync(backup()).equals(before)).toBe(true)
    // Once is enough: nothing is kept of a project that is current.
    rmSync(backup())
    closeProject(openProject(path))
    expect(existsSync(backup())).toBe(false)
  })
  test('stays whole where a step of the migration fails, in one transaction', () => {
    const old = createOld()
    old.exec('CREATE TABLE view (mine)')
    old.close()
    const before = state(path)
    expect(() => openProject(path)).toThrow(/view/)
    expect(state(path)).toEqual(before)
    expect(state(backup())).toEqual(before)
  })
  test('left by a killed program in the middle of its log is kept with what the log holds', () => {
    const old = createOld('wal')
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, `${path}-copy${suffix}`)
    old.close()
    for (const suffix of ['', '-wal']) copyFileSync(`${path}-copy${suffix}`, path + suffix)
    closeProject(openProject(path))
    expect(state(backup())).toMatchObject({ version: 1, commands: [exampleRun.command] })
    expect(state(path)).toMatchObject({ version: MIGRATIONS.length, commands: [exampleRun.command] })
  })
})

describe('a project of schema 2, before there were labels', () => {
  test('is brought up with its edits; the copy beside it is of schema 2', () => {
    const old = new Database(path)
    migrate(old, MIGRATIONS.slice(0, 2))
    old.prepare("INSERT INTO edit (position, made, edit_json, undone) VALUES (1, '', '{}', 0)").run()
    old.close()
    const before = readFileSync(path)
    const reading = readAsCurrent(path)
    expect(readLabelSets(reading)).toEqual([])
    reading.close()
    expect(readFileSync(path).equals(before)).toBe(true)

    const db = openProject(path)
    expect([readEdits(db).length, readLabelSets(db)]).toEqual([1, []])
    insertLabelSet(db, 'mine', 7)
    closeProject(db)
    expect(readFileSync(path).readUInt32BE(60)).toBe(3)
    expect(readFileSync(`${path}.schema2`).equals(before)).toBe(true)
  })
  test('an id is never given twice, and a set goes with all that was done to it', () => {
    const db = openProject(path), first = insertLabelSet(db, 'a', 7)
    appendLabelChange(db, first, '{}')
    removeLabelSet(db, first)
    expect(db.prepare('SELECT count(*) FROM label_change').pluck().get()).toBe(0)
    expect(insertLabelSet(db, 'a', 7)).toBeGreaterThan(first)
    closeProject(db)
  })
})
