import { describe, expect, it } from 'vitest'
import { describeMapping, describeSystems } from '../../../ingest/mapping/explain.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { createPseudonyms, orgKey } from '../../../ingest/mapping/pseudonyms.ts'
import { explainMessage, findTable } from '../../../ingest/pipeline/explainMessage.ts'

const mappings = loadMappings(['guangdong'])
const gongqingyun = loadMappings(['gongqingyun'])
const pseudonyms = createPseudonyms(Buffer.alloc(32, 1))
const AT = Date.parse('2026-05-09T12:00:00+08:00')
const SOURCE = { connector: 'mysql', db: 'zhtj', table: 'tb_member', ts_ms: AT }

function explain(value: unknown, key: unknown = null): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return explainMessage(
    { mapping: findTable(mappings, 'tb_member'), pseudonyms, maxBytes: 1_000 },
    {
      key: key === null ? null : Buffer.from(JSON.stringify(key)),
      value: Buffer.from(text),
      timestamp: AT + 500,
      headers: {},
    },
  ).lines
}
/** Runs of blanks as one, so that the width of a table does not matter. */
const plain = (lines: string[]) => lines.map(line => line.trim().replace(/ {2,}/g, ' | '))

describe('what a message would become', () => {
  it('is told field by field, with what is null, not sent and dropped', () => {
    const after = {
      member_id: 7,
      branch_id: 30,
      id_card_no: '440101200501019999',
      member_name: '测试甲',
      member_status: 2,
      gender: null,
      birth_date: 12_784,
      is_deleted: 0,
    }
    const lines = plain(explain({ op: 'u', source: SOURCE, after }))
    expect(lines[0]).toBe('state of member 7, changed at 2026-05-09 12:00:00.000')
    expect(lines).toEqual(
      expect.arrayContaining([
        `org_id | ${orgKey(1, '30')} | from branch_id`,
        `person_key | ${pseudonyms.person('440101200501019999')} | from id_card_no, a pseudonym`,
        'status | active | from member_status',
        'birth_month | 2005-01-01 | from birth_date',
        'gender | (null: not known) | from gender',
        'education | (not sent) | from education',
        'dropped: member_name',
      ]),
    )
    expect(lines.join()).not.toMatch(/测试甲|440101/)
  })

  it('keeps the digits of a large id, and tells its own dropped columns of each row', () => {
    const value = `{"op":"c","source":${JSON.stringify(SOURCE)},"after":{"member_id":18446744073709551615,"branch_id":1,"member_status":2,"is_deleted":0,"x":1}}`
    const lines = plain(explain(value))
    expect(lines[0]).toContain('state of member 18446744073709551615,')
    expect(lines).toContain('dropped: x')
    expect(lines.at(-1)).toMatch(/^a whole row of zhtj\.tb_member has no column \w+$/)
  })

  it('a deletion, in the message or by a mark', () => {
    expect(plain(explain({ op: 'd', source: SOURCE, before: { member_id: 7, mobile: '1' } }))).toEqual([
      'deletion of member 7, changed at 2026-05-09 12:00:00.000',
      'dropped: mobile',
    ])
    const after = { member_id: 7, branch_id: 1, member_status: 2, is_deleted: 1 }
    expect(explain({ op: 'r', source: SOURCE, after })[0]).toBe(
      'deletion, by its mark of member 7, changed at 2026-05-09 12:00:00.000, from a snapshot',
    )
  })

  it.each<[string, unknown, RegExp[]]>([
    [
      'a wrong value',
      { op: 'u', source: SOURCE, after: { member_id: 7, branch_id: 1, member_status: '测试', mobile: '1' } },
      [/^refused as bad_value: zhtj\.tb_member\.member_status: a code that/, /^ {2}dropped: mobile$/],
    ],
    ['no key', { op: 'u', source: SOURCE, after: { branch_id: 1 } }, [/^refused as no_key: .*member_id$/]],
    [
      'another table',
      { op: 'u', source: { ...SOURCE, table: 'tb_org' }, after: { org_id: 1 } },
      [/^refused as unknown_table: no mapping for table zhtj\.tb_org/],
    ],
    ['no JSON', 'oops', [/^refused as malformed_json/]],
    ['too much', `"${'x'.repeat(2_000)}"`, [/^refused as too_large: 2002 bytes/]],
    ['a heartbeat', { ts_ms: 1 }, [/^nothing: a heartbeat/]],
  ])('%s is refused, or nothing', (_, value, expected) => {
    const lines = explain(value)
    expect(lines).toHaveLength(expected.length)
    for (const [i, pattern] of expected.entries()) expect(lines[i]).toMatch(pattern)
    expect(lines.join()).not.toContain('测试')
  })
})

describe('what a table becomes', () => {
  const lines = (table: string) => plain(describeMapping(findTable(gongqingyun, table)))

  it('is told with its key, conversions, constants and white list', () => {
    expect(lines('club_review')).toContain('key: club_id and year')
    expect(lines('club_review')).toContain('window_ends_on | from window_end | date, sent as date')
    expect(lines('activity_checkin')).toContain('activity_minutes | from hours | minutes, sent in hours')
    expect(lines('dues_payment')).toContain(
      'gone: while status is "REFUNDED"; not while it is "PAID" or "" or null',
    )
    expect(lines('award')).toContain('kind | in every row | award_internal')
    expect(lines('award')).toContain('not filled: applied_by, is_late_entry')
    expect(lines('care_record')).toContain('case_id | from difficulty_id | ref, in the space difficulty')
    expect(lines('key_youth')).toEqual(
      expect.arrayContaining([
        'key: id, in the space key',
        'figures: restricted',
        'white list: closed_on, help, id, org_id, registered_on, status; every other column is dropped in the ingest process',
      ]),
    )
  })

  it('is found by its name, with or without its database', () => {
    expect(findTable(mappings, 'ZHTJ.TB_ORG').table).toBe('zhtj.tb_org')
    expect(findTable(mappings, 'tb_org').table).toBe('zhtj.tb_org')
    expect(() => findTable(mappings, 'org')).toThrow(
      /guangdong maps no table org; it maps zhtj\.tb_activity,/,
    )
  })

  it('systems are listed with their tables', () => {
    const [head, first] = plain(describeSystems(mappings))
    expect(head).toMatch(
      /^1 guangdong 广东智慧团建 \(MySQL 8, Debezium\): \d+ tables, \d+ entities, \d+ fields$/,
    )
    expect(first).toBe('zhtj.tb_activity | activity | 6 of 9 fields | gd.zhtj.tb_activity')
  })
})
