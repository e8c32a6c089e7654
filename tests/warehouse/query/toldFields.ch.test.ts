import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { type LogRow, plantTree, sign, TODAY } from './world.ts'

/**
 * City 10 with its counties and branches is of system 1, which sends every field; city 20 with branch 21 is of system 2,
 * which has no mark of who has signed in.
 */
let test: TestWarehouse

const FIELDS = ENTITIES.org.fields
const ALL = 2n ** BigInt(FIELDS.length) - 1n
const WITHOUT = ALL & ~(1n << BigInt(FIELDS.findIndex(({ name }) => name === 'is_logged_in')))

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  const org = (system: number, id: number, fields: LogRow = {}): LogRow => ({
    ev: 1,
    system,
    id,
    day: '2020-01-01',
    changed_on: '2020-01-01',
    org_id: id,
    org_type: id > 100 || id === 21 ? 'branch' : 'committee',
    status: 'active',
    sent: String(system === 1 ? ALL : WITHOUT),
    ...fields,
  })
  await sign(test.warehouse, 'org', [
    org(1, 1, { is_logged_in: 1 }),
    org(1, 10, { is_logged_in: 1 }),
    org(1, 11),
    org(1, 111),
    org(2, 20, { is_info_complete: 1 }),
    org(2, 21),
  ])
})
afterAll(() => test?.stop())

async function figures(metric: MetricId, org: string, rows: 'total' | 'children' = 'total') {
  const asked = { name: 'asked', metrics: [metric], org, rows, from: TODAY, to: TODAY, grain: 'all' } as const
  const { answers } = await askUnmasked(test.warehouse.reader, { org: 'root' }, [asked], TODAY)
  return (answers.get('asked')?.cells ?? []).map(cell => [
    cell.org,
    cell.absence ?? `${cell.numerator}/${cell.denominator}`,
  ])
}

describe('a mark that a system does not send', () => {
  it('is not known, and not 0 %, of organisations all of whose rows come from that system', async () => {
    expect(await figures('TRE01', '20')).toEqual([['20', 'unknown_source']])
    expect(await figures('TRE01', '20', 'children')).toContainEqual(['21', 'unknown_source'])
  })

  it('is a share of the organisations whose system tells it', async () => {
    expect(await figures('TRE01', '1', 'children')).toEqual([
      ['10', '1/3'],
      ['20', 'unknown_source'],
      ['1', '1/1'],
    ])
    expect(await figures('TRE01', '1')).toEqual([['1', '2/4']])
  })

  it('leaves alone what the system does send, and where there is nothing to tell about', async () => {
    expect(await figures('TRE02', '20')).toEqual([['20', '1/2']])
    expect(await figures('TRE01', '12')).toEqual([['12', '0/0']])
  })
})
