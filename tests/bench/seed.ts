import { orgKey } from '../../ingest/mapping/pseudonyms.ts'
import type { SpoolMessage } from '../../ingest/source/spool/segment.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { readSecrets } from '../../warehouse/platform/secrets.ts'
import { dayOf, parseInstant } from '../../warehouse/platform/time/day.ts'
import { debezium } from '../support/messages/guangdong.ts'

const CITIES = 21
const FIRST_BRANCH = 1_000

/** A province, its cities, and this many branches below them, as messages of tb_org. */
export function orgMessages(branches: number): SpoolMessage[] {
  const cities = Array.from({ length: CITIES }, (_, i) =>
    debezium(
      'tb_org',
      '2020-01-01',
      {
        org_id: i + 2,
        parent_id: 1,
        region_code: `44${String(i + 1).padStart(2, '0')}00`,
        org_short_name: `第${i + 1}市`,
      },
      'r',
    ),
  )
  const below = Array.from({ length: branches }, (_, i) =>
    debezium(
      'tb_org',
      '2020-01-01',
      { org_id: FIRST_BRANCH + i, parent_id: 2 + (i % CITIES), org_type: 5, org_short_name: `第${i}支部` },
      'r',
    ),
  )
  return [debezium('tb_org', '2020-01-01', {}, 'r'), ...cities, ...below]
}

/** Source id of the branch that a seeded member belongs to. */
export function branchOf(member: number, branches: number): number {
  return FIRST_BRANCH + (member % branches)
}

const FIRST_JOINED = dayOf(parseInstant('2015-01-01 00:00:00'))
const DAYS_JOINED = 4_000

/** Day on which a seeded member joined, days since 1970. */
export function joinedOn(member: number): number {
  return FIRST_JOINED + ((member - 1) % DAYS_JOINED)
}

/** The identity number of a seeded member: in the form of one, so that it gets a pseudonym. */
export function identityNumberOf(member: number): string {
  const digits = String(member).padStart(9, '0')
  return `4${digits.slice(0, 5)}20050101${digits.slice(5)}`
}

/** Members 1 … `members`, made inside the engine as the writer would have left them: one version each. */
export async function seedMembers(
  warehouse: Warehouse,
  config: Config,
  members: number,
  branches: number,
): Promise<void> {
  if (members === 0) return
  await warehouse.app.command({
    query: `insert into app.dwd_member_log (ev, system, id, ver, source, key_id, alive, sent, sign, transition, day, changed_on, changed_at, org_id, status, report_status, gender, birth_month, education, political_status, payer_class, joined_on, batch)
      select 1, 1, number + 1, number, 'seed', {key:UInt32}, 1, 2047, 1, 'enter', toDate32({joined:Int32}) + number % {days:UInt32}, toDate32('2025-01-01'), toDateTime64('2025-01-01 00:00:00', 3),
        toUInt64({orgs:Array(String)}[1 + (number + 1) % {branches:UInt32}]), 'active', 'approved', ['male', 'female'][1 + number % 2], toDate32('2000-01-01') + 30 * (number % 100), 'bachelor', 'league_member',
        ['student', 'wage'][1 + number % 2], toDate32({joined:Int32}) + number % {days:UInt32}, 1
      from numbers({members:UInt64})`,
    query_params: {
      members,
      branches,
      joined: FIRST_JOINED,
      days: DAYS_JOINED,
      key: readSecrets(config.dataDir).keyId,
      orgs: Array.from({ length: branches }, (_, i) => orgKey(1, String(FIRST_BRANCH + i))),
    },
  })
}

/** Numbers in [0, 1) that are the same at every run. */
export function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
