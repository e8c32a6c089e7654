/** Publishes the assessments in argv[4] (JSON), one after the other, at the instant argv[3]; those that are published already stay. */
import type { Assessment } from '../../../warehouse/assessment/assessment.ts'
import { publishAssessment } from '../../../warehouse/assessment/publish.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Connection } from '../../../warehouse/platform/clickhouse/connection.ts'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'

const [, , connection = '{}', now = '0', given = '[]'] = process.argv
const parsed: Connection = JSON.parse(connection)
const assessments: Assessment[] = JSON.parse(given)
const warehouse = openWarehouse(parsed, 'publisher')
for (const assessment of assessments)
  try {
    const deed = { login: 'office', byOrg: 'root', at: Number(now) }
    await publishAssessment(warehouse.app, { assessment, notReady: '' }, 7, deed)
  } catch (error) {
    if (!(error instanceof TuanshuError) || error.code !== 'conflict') throw error
  }
await warehouse.close()
