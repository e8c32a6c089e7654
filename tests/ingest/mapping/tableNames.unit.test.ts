import { expect, it } from 'vitest'
import { tableMatcher, tablesMeant } from '../../../ingest/mapping/tableNames.ts'

it('a pattern without a point names tables of any database, one with a point the whole name', () => {
  const isNamed = tableMatcher(['_*_gho', 'tmp.*', 'zhtj.log_*'])
  for (const table of ['zhtj._tb_member_gho', '_T_GHO', 'a.b._x_gho', 'tmp.anything', 'zhtj.log_2026'])
    expect([table, isNamed(table)]).toEqual([table, true])
  for (const table of [
    'zhtj.tb_gho',
    'zhtj._tb_gho2',
    'zhtj_gho.tb',
    'xtmp.a',
    'other.log_2026',
    'zhtj.xlog_1',
  ])
    expect([table, isNamed(table)]).toEqual([table, false])
  expect(tableMatcher([])('zhtj.t')).toBe(false)
})

it('a name in a statement means tables by as much of their name as it gives, in any case', () => {
  const tables = ['zhtj.tb_bill', 'zhtj.tb_bill_test', 'other.tb_bill', 'ZHTJ.T_ORG', 'tenant.zhtj.tb_fee']
  expect(tablesMeant(tables, 'zhtj.TB_BILL')).toEqual(['zhtj.tb_bill'])
  expect(tablesMeant(tables, 'tb_bill')).toEqual(['zhtj.tb_bill', 'other.tb_bill'])
  expect(tablesMeant(tables, 'gd.zhtj.tb_bill')).toEqual(['zhtj.tb_bill'])
  expect(tablesMeant(tables, 'zhtj.tb_fee')).toEqual(['tenant.zhtj.tb_fee'])
  expect(tablesMeant(tables, 'zhtj.t_org')).toEqual(['ZHTJ.T_ORG'])
  expect(tablesMeant(tables, 'zhtj.*')).toEqual([
    'zhtj.tb_bill',
    'zhtj.tb_bill_test',
    'ZHTJ.T_ORG',
    'tenant.zhtj.tb_fee',
  ])
  expect(tablesMeant(tables, 'bill')).toEqual([])
})
