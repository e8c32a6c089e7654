import { afterAll, beforeAll, expect, test } from 'vitest'
import { withWarehouse } from '../../../../warehouse/platform/clickhouse/attach.ts'
import { isOlder } from '../../../../warehouse/platform/clickhouse/checkServer.ts'
import { readerSetupSql } from '../../../../warehouse/platform/clickhouse/readerSetupSql.ts'
import { readConfig } from '../../../../warehouse/platform/config.ts'
import { createLog } from '../../../../warehouse/platform/log.ts'
import { migrate } from '../../../../warehouse/platform/migrate/migrate.ts'
import { externalServer } from '../../../support/servers/externalServer.ts'
import { type TestWarehouse, testWarehouse } from '../../../support/warehouse.ts'

let inner: TestWarehouse
let external: Awaited<ReturnType<typeof externalServer>>

beforeAll(async () => {
  inner = await testWarehouse()
  external = await externalServer(inner.connection)
})

afterAll(async () => {
  await external?.close()
  await inner?.stop()
})

function configFor(env: Record<string, string> = {}) {
  const { app, reader } = inner.connection
  return readConfig({
    TUANSHU_DATA: inner.config.dataDir,
    CLICKHOUSE_URL: external.url,
    CLICKHOUSE_USER: app.username,
    CLICKHOUSE_PASSWORD: app.password,
    CLICKHOUSE_READER_USER: reader.username,
    CLICKHOUSE_READER_PASSWORD: reader.password,
    ...env,
  })
}

const open = (env?: Record<string, string>) => withWarehouse(configFor(env), 'test', async () => 'open')

test('an external server is used as it is, missing databases are made, and everything migrates', async () => {
  await inner.warehouse.app.command({ query: 'drop database ops sync' })
  await inner.warehouse.app.command({ query: 'drop database app sync' })
  const config = configFor()
  const applied = await withWarehouse(config, 'test', warehouse =>
    migrate(warehouse, config, createLog('test')),
  )
  expect(applied).toContain('sys/sys_migration.sql')
  const again = await withWarehouse(config, 'test', warehouse =>
    migrate(warehouse, config, createLog('test')),
  )
  expect(again).toEqual([])
})

test('a changed password of an external server reaches the dictionaries', async () => {
  const renamed = configFor({ CLICKHOUSE_PASSWORD: 'another one' })
  const applied = await migrate(inner.warehouse, renamed, createLog('test'))
  expect(applied).toEqual(['dim/dim_org_dictionary.sql'])
})

test('without a reader user the reader still cannot write', async () => {
  const config = configFor({ CLICKHOUSE_READER_USER: '' })
  await withWarehouse(config, 'test', async ({ reader }) => {
    await expect(reader.command({ query: 'create database x' })).rejects.toMatchObject({ code: '164' })
    const answer = await reader.query({ query: 'select 1 as x', format: 'JSONEachRow' })
    expect(await answer.json()).toEqual([{ x: 1 }])
  })
})

test('what is wrong with an external server is said', async () => {
  await expect(open()).resolves.toBe('open')
  await expect(open({ CLICKHOUSE_URL: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('ClickHouse at http://127.0.0.1:9 does not answer'),
  })
  await expect(open({ CLICKHOUSE_PASSWORD: 'wrong' })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('wrong name or password'),
  })
  await expect(open({ CLICKHOUSE_READER_PASSWORD: 'wrong' })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('refuses user reader'),
  })
  await expect(open({ CLICKHOUSE_USER: 'dictionary', CLICKHOUSE_PASSWORD: '' })).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('grant insert on app.* to dictionary;'),
  })
})

test('the SQL that sets up the reader is SQL', async () => {
  const statements = readerSetupSql().split('\n')
  expect(statements).toHaveLength(3)
  for (const statement of statements)
    await inner.warehouse.app.command({ query: `explain ast ${statement.replace(/;$/, '')}` })
})

test('versions are compared as numbers', () => {
  expect(isOlder('25.3.1.2', '25.8')).toBe(true)
  expect(isOlder('24.12.1.1', '25.8')).toBe(true)
  expect(isOlder('25.8.1.1', '25.8')).toBe(false)
  expect(isOlder('25.10.1.1', '25.8')).toBe(false)
  expect(isOlder('26.1.1.1', '25.8')).toBe(false)
})
