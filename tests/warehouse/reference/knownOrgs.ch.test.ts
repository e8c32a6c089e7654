import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { alerts } from '../../../jobs/alerts/alerts.ts'
import { measures } from '../../../jobs/measures/measures.ts'
import type { Job } from '../../../jobs/schedule/job.ts'
import { tickets } from '../../../jobs/tickets/tickets.ts'
import { orgKey } from '../../../warehouse/orgs/orgKey.ts'
import { refuseUnknownOrgs } from '../../../warehouse/reference/knownOrgs.ts'
import { parseReferenceValues } from '../../../warehouse/reference/referenceValues.ts'
import { parseTargets } from '../../../warehouse/targets/targetRows.ts'
import { runJob } from '../../jobs/support.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../support/warehouse.ts'

const VALUES = 'what,scope,valid_from,value,unit,source'
const TARGETS = 'campaign,title,phase,metric,item,scope,starts_on,due_on,direction,target,unit,source'
const values = (...lines: string[]) => parseReferenceValues([VALUES, ...lines].join('\n'), 'own.csv')
const targets = (...lines: string[]) => parseTargets([TARGETS, ...lines].join('\n'), 'targets.csv')

let test: TestWarehouse
beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

const refused = (rows: Parameters<typeof refuseUnknownOrgs>[1]) =>
  refuseUnknownOrgs(test.warehouse.reader, rows)

const ROWS = [
  'youths,org:1:88,2020-01-01,1,人,a',
  'youths,region:44,2020-01-01,1,人,a',
  'youths,org:1:89,2020-01-01,1,人,a',
  'youths,org:2:88,2020-01-01,1,人,a',
]

it('nothing is refused while no source has told of any organisation', async () => {
  await expect(refused(values(...ROWS))).resolves.toBeUndefined()
})

it('rows for organisations that no source has told of are refused, each by file and line', async () => {
  await test.warehouse.app.insert({
    table: 'app.dim_org',
    values: [{ org_id: orgKey(1, '88'), status: 'deleted' }],
    format: 'JSONEachRow',
  })
  await expect(refused(values(...ROWS.slice(0, 2)))).resolves.toBeUndefined()
  const fault = await refused(values(...ROWS)).catch((error: unknown) => error)
  expect(fault).toMatchObject({ code: 'config' })
  expect(String(fault)).toMatch(/own\.csv:4: the organisation is not known[\s\S]*own\.csv:5: /)
  expect(String(fault)).not.toMatch(/own\.csv:[23]/)
  const target = 'a,工作,一期,MEM01,,org:1:89,2026-01-01,2026-12-31,at_least,10,人,a'
  await expect(refused(targets(target))).rejects.toThrow(/targets\.csv:2: the organisation is not known/)
})

it.each<[string, Job, string]>([
  ['figures', measures, '2026-11-01'],
  ['alerts', alerts, '2026-11-20'],
  ['tickets', tickets, '2026-11-01'],
])('the %s of a night are not computed by such rows', async (_, job, from) => {
  const { dir, remove } = temporaryDir()
  try {
    const file = path.join(dir, 'own.csv')
    writeFileSync(file, [VALUES, ...ROWS].join('\n'))
    const config = { ...test.config, REFERENCE_VALUES: file }
    await expect(runJob(test, job, from, '2026-11-20', { config })).rejects.toThrow(
      /own\.csv:4: the organisation is not known/,
    )
  } finally {
    remove()
  }
})
