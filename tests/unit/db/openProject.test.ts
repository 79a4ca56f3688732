import Database from 'better-sqlite3'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../../src/main/db/migrate.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/main/db/migrations.ts'
import { closeProject, openProject, readProject } from '../../../src/main/db/open.ts'
import { insertRun, selectRun } from '../../../src/main/db/run.ts'
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
  }, /newer cgr \(schema 2, this one knows 1\)/],
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
