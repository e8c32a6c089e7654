import { expect, it } from 'vitest'
import { ACTIVITY, CHECKIN, SIGNUP } from '../../../ingest/demo/tables/activities.ts'
import { BILL, PAYMENT } from '../../../ingest/demo/tables/dues.ts'
import { MEMBER } from '../../../ingest/demo/tables/member.ts'
import { ORG } from '../../../ingest/demo/tables/org.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'

it.each(
  [ORG, MEMBER, BILL, PAYMENT, ACTIVITY, SIGNUP, CHECKIN].map(({ name, columns }) => ({ name, columns })),
)('rows of the simulated $name have every column that the mapping names', ({ name, columns }) => {
  const mapping = loadMappings(['guangdong']).all.find(({ table }) => table === `zhtj.${name}`)
  const sent = columns.map(column => column.name)
  expect(mapping && [...mapping.columns].filter(column => !sent.includes(column))).toEqual([])
})
