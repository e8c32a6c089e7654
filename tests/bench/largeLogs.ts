import type { Change } from '../../ingest/change.ts'
import { type StoredVersion, versionColumns, versionReader } from '../../ingest/log/stored.ts'
import { ENTITIES, logTable } from '../../warehouse/catalogue/entities.ts'
import { readSecrets } from '../../warehouse/platform/secrets.ts'
import type { TestWarehouse } from '../support/warehouse.ts'

/** Entities of which a province has hundreds of millions of rows. */
export const LARGE_ENTITIES = ['dues_bill', 'checkin', 'study_record'] as const
export type LargeEntity = (typeof LARGE_ENTITIES)[number]
export type KeyedChange = Pick<Change, 'system' | 'id' | 'keyText' | 'version'>

/** Rows of one insert of the seed: a part of a size that many batches have been merged to. */
const SEED_ROWS = 1_000_000
/** Changes in a batch of the seed, for the batch numbers. */
const SEED_BATCH = 50_000
const MEMBERS = 3_000_000

/**
 * Fields of row `number` (0, 1, …; its id is one more), in the order in which a source makes rows: bills month by month and
 * branch by branch, check-ins activity by activity, study records issue by issue with the learners as they come.
 */
const FIELDS: Readonly<Record<LargeEntity, Readonly<Record<string, string>>>> = {
  dues_bill: {
    org_id: `sipHash64(intDiv(number % ${MEMBERS}, 30))`,
    member_id: `number % ${MEMBERS} + 1`,
    bill_month: `toDate32(addMonths(toDate32('2020-01-01'), intDiv(number, ${MEMBERS})))`,
    payer_class: `['student', 'student', 'student', 'wage', 'farmer'][1 + number % 5]`,
    amount_due_fen: '[20, 20, 20, 300, 20][1 + number % 5]',
    status: `if(sipHash64(number) % 10 < 8, 'paid', 'open')`,
  },
  checkin: {
    org_id: 'sipHash64(sipHash64(intDiv(number, 40)) % 100000)',
    member_org_id: 'sipHash64(sipHash64(intDiv(number, 40)) % 100000)',
    activity_id: 'intDiv(number, 40) + 1',
    member_id: `sipHash64(number) % ${MEMBERS} + 1`,
    method: `if(sipHash64(number) % 3 = 0, 'geo', 'qr')`,
    checked_on: `toDate32(addDays(toDate32('2022-01-01'), intDiv(number, 40000)))`,
    activity_minutes: '30 * (1 + intDiv(number, 40) % 8)',
  },
  study_record: {
    org_id: `sipHash64(sipHash64(number) % ${MEMBERS} % 100000)`,
    issue_id: 'intDiv(number, 1500000) + 1',
    member_id: `sipHash64(number) % ${MEMBERS} + 1`,
    learner_kind: `if(sipHash64(number) % 7 = 0, 'youth', 'member')`,
    course_kind: `'youth_study'`,
    finished_on: `toDate32(addDays(toDate32('2020-01-06'), 7 * intDiv(number, 1500000) + intDiv(number % 1500000, 250000)))`,
    score: '60 + sipHash64(number) % 41',
  },
}

/** Rows of the log, one version each, as the writer leaves them: a select over a column `number`. */
function logRows(name: LargeEntity, keyId: number, numbers: string): string {
  const { fields } = ENTITIES[name]
  const start = { dues_bill: 'bill_month', checkin: 'checked_on', study_record: 'finished_on' }[name]
  const columns: Record<string, string> = {
    ...FIELDS[name],
    ev: '1',
    system: '1',
    id: 'number + 1',
    ver: 'number',
    source: `'seed'`,
    key_text: `''`,
    key_id: String(keyId),
    lineage: `''`,
    source_pos: '0',
    alive: '1',
    sent: String((1n << BigInt(fields.length)) - 1n),
    sign: '1',
    transition: `'enter'`,
    day: start,
    changed_on: start,
    changed_at: `toDateTime64(toString(${start}), 3, 'Asia/Shanghai')`,
    batch: `1 + intDiv(number, ${SEED_BATCH})`,
  }
  const list = Object.entries(columns).map(([column, of]) => `${of} as ${column}`)
  return `select ${list.join(', ')} from (${numbers})`
}

/** Fills an empty log with rows 1 … `rows`, inside the engine. */
export async function seedLog(
  { warehouse: { app }, config }: TestWarehouse,
  name: LargeEntity,
  rows: number,
  done: (rows: number) => void,
): Promise<void> {
  const { keyId } = readSecrets(config.dataDir)
  const columns = [...Object.keys(FIELDS[name]), 'ev', 'system', 'id', 'ver', 'source', 'key_text', 'key_id']
  columns.push(
    'lineage',
    'source_pos',
    'alive',
    'sent',
    'sign',
    'transition',
    'day',
    'changed_on',
    'changed_at',
  )
  columns.push('batch')
  for (let from = 0; from < rows; from += SEED_ROWS) {
    const count = Math.min(SEED_ROWS, rows - from)
    await app.command({
      query: `insert into ${logTable(name)} (${columns.join(', ')}) ${logRows(name, keyId, `select number from numbers(${from}, ${count})`)}`,
      clickhouse_settings: { max_insert_threads: '1', send_progress_in_http_headers: 1 },
    })
    done(from + count)
  }
}

/** Changes of these rows, as a stream would bring them after the seed; of rows that are there already, another state. */
export async function changesOf(
  { warehouse: { app }, config }: TestWarehouse,
  name: LargeEntity,
  ids: readonly number[],
  firstVersion: bigint,
): Promise<KeyedChange[]> {
  const entity = ENTITIES[name]
  // in the text: a bound parameter has a largest length
  const numbers = `select toUInt64(arrayJoin([${ids.join(',')}]) - 1) as number`
  const result = await app.query({
    query: `select ${versionColumns(entity)} from (${logRows(name, readSecrets(config.dataDir).keyId, numbers)})`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { max_query_size: '16000000' },
  })
  const read = versionReader(entity)
  const changed = entity.fields.findIndex(field => field.name === 'org_id')
  return (await result.json<StoredVersion>()).map((row, i) => {
    const change = read(row)
    const fields = change.version.fields.map((value, n) => (n === changed ? String(1 + (i % 1_000)) : value))
    return {
      ...change,
      version: { ...change.version, fields, ver: firstVersion + BigInt(i), source: 'kafka:bench/0@1' },
    }
  })
}
