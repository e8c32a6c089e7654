import { afterAll, beforeAll, expect, it } from 'vitest'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, plantOrgs, plantTree, sign, TODAY } from './world.ts'

let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 50 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 50 }, () => member(121, '2026-05-01')),
    member(111, '2026-11-01'),
    // none of their members
    member(121, '2026-11-01', { status: 'aged_out', transition: 'gone' }),
  ])
})

afterAll(() => test?.stop())

async function largeBranches(org: string, day: number): Promise<number | null | undefined> {
  const { answers } = await askUnmasked(
    test.warehouse.reader,
    { org: 'root' },
    [{ name: 'all', metrics: ['ORG10'], org, rows: 'total', from: day, to: day, grain: 'all' }],
    TODAY,
  )
  return answers.get('all')?.cells[0]?.value
}

it('ORG10 counts a branch from its 51st member on, and no county with as many', async () => {
  expect(await largeBranches('root', at('2026-10-31'))).toBe(0)
  expect(await largeBranches('root', at('2026-11-01'))).toBe(1)
  expect([await largeBranches('11', TODAY), await largeBranches('12', TODAY)]).toEqual([1, 0])
})
