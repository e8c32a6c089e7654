import { expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { describeRemap, RemapTally } from '../../../ingest/mapping/remapReport.ts'

const mapping = loadMappings(['guangdong']).all.find(one => one.entity === 'activity')
if (!mapping) throw new Error('no activities')
const WHOLE = Object.fromEntries([...mapping.columns].map(column => [column, '1']))
const { category: _, ...WITHOUT } = WHOLE

it('a column that patches lack is no news; one that a whole row lacks was not on the white list', () => {
  const tally = new RemapTally()
  tally.look(mapping, { data: WHOLE, nulls: [] }, false)
  tally.look(mapping, { data: WITHOUT, nulls: ['category'] }, true)
  tally.look(mapping, { data: WITHOUT, nulls: [] }, false)
  expect(tally.report().lacking).toEqual([])
  tally.look(mapping, { data: WITHOUT, nulls: [] }, true)
  expect(tally.report().lacking).toEqual([
    { table: 'zhtj.tb_activity', column: 'category', fields: ['category'], versions: 2, of: 4 },
  ])
})

it('says what was done, and how much could not be', () => {
  const tally = new RemapTally()
  tally.look(mapping, { data: WITHOUT, nulls: [] }, false)
  tally.add('mapped')
  tally.add('absent', 3)
  for (let i = 0; i < 2; i++) tally.refuse('zhtj.tb_activity.kind: a code')
  expect(describeRemap(tally.report())).toEqual({
    result: '1 mapped anew from ods_change, 0 of them say something else now',
    warnings: [
      '2 versions could not be mapped and stay as they were: zhtj.tb_activity.kind: a code',
      expect.stringContaining('zhtj.tb_activity.category (category) is missing in 1 of 1 changes'),
      '3 versions are not in ods_change and stay as they were',
    ],
  })
})
