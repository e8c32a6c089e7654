import { expect, test } from 'vitest'
import { planMigration } from '../../../../warehouse/platform/migrate/plan.ts'
import type { SqlFile } from '../../../../warehouse/platform/migrate/readSqlFiles.ts'

const file = (name: string, kind: SqlFile['kind'], checksum = '1'): SqlFile => ({
  file: name,
  kind,
  checksum,
  statements: ['select 1'],
})
const names = (files: SqlFile[]) => files.map(one => one.file)
const table = file('dwd/t.sql', 'table')
const view = file('dwd/v.sql', 'view')
const migration = file('migrations/0001_x.sql', 'migration')
const files = [view, table, migration]

test('an empty warehouse gets everything in the order of the layers', () => {
  expect(names(planMigration(files, new Map()).apply)).toEqual([
    'dwd/v.sql',
    'dwd/t.sql',
    'migrations/0001_x.sql',
  ])
})

test('an existing one gets tables, then migrations, then the views that may need them', () => {
  const { apply } = planMigration(files, new Map([['sys/other.sql', '1']]))
  expect(names(apply)).toEqual(['dwd/t.sql', 'migrations/0001_x.sql', 'dwd/v.sql'])
})

test('what is recorded with the same content is left alone', () => {
  const recorded = new Map(files.map(one => [one.file, '1']))
  expect(planMigration(files, recorded)).toEqual({ apply: [], changedTables: [] })
})

test('a changed view is applied again, a changed table is pointed out, a changed migration is refused', () => {
  const recorded = new Map(files.map(one => [one.file, '1']))
  expect(planMigration([{ ...view, checksum: '2' }], recorded)).toMatchObject({
    apply: [{ file: 'dwd/v.sql' }],
    changedTables: [],
  })
  expect(planMigration([{ ...table, checksum: '2' }], recorded).changedTables).toEqual(['dwd/t.sql'])
  expect(() => planMigration([{ ...migration, checksum: '2' }], recorded)).toThrow(
    'already applied and changed since: sql/migrations/0001_x.sql',
  )
})

test('a changed table is not pointed out when a migration that is to come alters it', () => {
  const made = {
    ...table,
    checksum: '2',
    statements: ['-- t\ncreate table if not exists app.t (x UInt8, y UInt8)'],
  }
  const adds = (name: string) => ({
    ...migration,
    statements: [`-- adds y\nalter table ${name} add column y UInt8`],
  })
  const recorded = new Map([[table.file, '1']])
  expect(planMigration([made, adds('app.t')], recorded).changedTables).toEqual([])
  expect(planMigration([made, adds('app.t_other')], recorded).changedTables).toEqual(['dwd/t.sql'])
})
