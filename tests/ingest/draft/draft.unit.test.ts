import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readCreateTables } from '../../../ingest/draft/createTable.ts'
import { draftText } from '../../../ingest/draft/draftText.ts'
import { KnownNames } from '../../../ingest/draft/guess.ts'
import { pickTable } from '../../../ingest/draft/readDraftTables.ts'
import { SampledTables } from '../../../ingest/draft/sampled.ts'
import { describeMessage } from '../../../ingest/format/describe.ts'
import { listSystems } from '../../../ingest/mapping/directories.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'

const names = new KnownNames(loadMappings(listSystems()).all)

const MYSQL = `-- MySQL dump 10.13
DROP TABLE IF EXISTS \`t_dues_bill\`;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE \`zj\`.\`t_dues_bill\` (
  \`bill_id\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`branch_id\` bigint(20) NOT NULL COMMENT '团支部, 见 t_org(id)',
  \`member_id\` bigint(20) NOT NULL,
  \`bill_month\` char(6) NOT NULL COMMENT '账单月份',
  \`amount_due\` decimal(10,2) NOT NULL DEFAULT '0.00' COMMENT '应缴',
  \`bill_status\` tinyint(4) NOT NULL COMMENT '状态 0:待缴 1:已缴 9:作废',
  \`note\` varchar(255) DEFAULT NULL COMMENT '备注',
  PRIMARY KEY (\`bill_id\`),
  UNIQUE KEY \`uk\` (\`member_id\`,\`bill_month\`),
  CONSTRAINT \`fk\` FOREIGN KEY (\`branch_id\`) REFERENCES \`t_org\` (\`org_id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='团费账单';`

const ORACLE = `CREATE TABLE ZHTJ.T_MEMBER
   (	"MEMBER_GUID" VARCHAR2(32 BYTE) DEFAULT SYS_GUID() NOT NULL ENABLE,
	"ORG_GUID" VARCHAR2(32 BYTE) NOT NULL ENABLE,
	"ID_NO" VARCHAR2(18 BYTE),
	"MEMBER_STATE" CHAR(2 BYTE) DEFAULT '00',
	"BIRTHDAY" DATE,
	"CREATE_TIME" TIMESTAMP (6) DEFAULT SYSTIMESTAMP,
	 CONSTRAINT "PK_MEMBER" PRIMARY KEY ("MEMBER_GUID") USING INDEX  ENABLE
   ) SEGMENT CREATION DEFERRED;
COMMENT ON COLUMN ZHTJ.T_MEMBER."MEMBER_STATE" IS '团员状态：10正常 20超龄离团';`

const POSTGRES = `CREATE TABLE public.activity_checkin (
    id bigint NOT NULL,
    org_id bigint,
    activity_id bigint,
    member_id bigint,
    checkin_at timestamp(3) with time zone DEFAULT now(),
    duration numeric(6,2),
    PRIMARY KEY (id, org_id)
);
COMMENT ON COLUMN public.activity_checkin.duration IS '活动时长，小时';`

const draftOf = (sql: string) => draftText(pickTable(readCreateTables(sql), undefined), names)

describe('a draft from a table’s DDL', () => {
  it('reads what MySQL prints: keys, types, comments and the codes in them', () => {
    const [table] = readCreateTables(MYSQL)
    expect(table).toMatchObject({ name: 'zj.t_dues_bill', key: ['bill_id'] })
    expect(table?.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'bill_id bigint(20) unsigned',
      'branch_id bigint(20)',
      'member_id bigint(20)',
      'bill_month char(6)',
      'amount_due decimal(10,2)',
      'bill_status tinyint(4)',
      'note varchar(255)',
    ])
    const draft = draftOf(MYSQL)
    expect(parse(draft)).toMatchObject({
      table: 'zj.t_dues_bill',
      entity: 'dues_bill',
      key: 'bill_id',
      fields: {
        org_id: { column: 'branch_id', as: 'org' },
        member_id: { column: 'member_id', as: 'id' },
        bill_month: { column: 'bill_month', as: 'month' },
        amount_due_fen: { column: 'amount_due', as: 'fen', unit: 'yuan' },
        status: { column: 'bill_status', as: 'enum', values: { 9: expect.any(String) } },
      },
    })
    expect(draft).toMatch(/# {3}note varchar\(255\)：备注/)
    expect(draft).toMatch(/# \? 文本：20260531 是 yyyymmdd/)
  })

  it('reads what Oracle prints: names in quotes or upper case, comments apart, the key as a constraint', () => {
    expect(readCreateTables(ORACLE.toLowerCase().replaceAll('"', ''))).toMatchObject([
      { name: 'ZHTJ.T_MEMBER', key: ['MEMBER_GUID'] },
    ])
    const draft = draftOf(ORACLE)
    expect(parse(draft)).toMatchObject({
      table: 'ZHTJ.T_MEMBER',
      entity: 'member',
      key: 'MEMBER_GUID',
      fields: {
        org_id: { column: 'ORG_GUID', as: 'org' },
        person_key: { column: 'ID_NO', as: 'person' },
        status: { values: { 10: 'active', 20: 'aged_out' } },
        birth_month: { as: 'month', type: 'date' },
      },
    })
    expect(draft).toMatch(/# \? Oracle 的 DATE 带时刻：写 datetime/)
  })

  it('reads what PostgreSQL prints: a key of two columns, times with a zone', () => {
    expect(parse(draftOf(POSTGRES))).toMatchObject({
      table: 'public.activity_checkin',
      entity: 'checkin',
      key: ['id', 'org_id'],
      fields: {
        checked_on: { column: 'checkin_at', as: 'date', type: 'timestamp' },
        activity_minutes: { column: 'duration', as: 'minutes' },
      },
    })
  })

  it('asks for the table where there are several, and says what is no table', () => {
    const both = readCreateTables(`${MYSQL}\n${POSTGRES}`)
    expect(() => pickTable(both, undefined)).toThrow(/--table: zj\.t_dues_bill, public\.activity_checkin/)
    expect(pickTable(both, 'activity_checkin').name).toBe('public.activity_checkin')
    expect(() => readCreateTables('create table x as select 1')).toThrow(/create table x: no list of columns/)
  })
})

describe('a draft from sample messages', () => {
  const sampled = new SampledTables()
  const add = (value: object, key: object | null = null) => {
    const text = (part: object | null) => part && Buffer.from(JSON.stringify(part))
    const { description } = describeMessage(
      { key: text(key), value: text(value), topic: 'x' },
      { keyColumns: [] },
    )
    if ('changes' in description) for (const change of description.changes) sampled.add(change)
  }
  const row = {
    tyid: '5',
    szzbid: '7',
    sfzh: '140101200001010028',
    tyzt: '正常',
    csny: '2000年01月',
    sfsc: '否',
  }
  for (const tyzt of ['正常', '挂靠'])
    add({
      data: [{ ...row, tyzt }],
      database: 'twt',
      table: 't_tyxx2',
      type: 'INSERT',
      isDdl: false,
      pkNames: ['tyid'],
      old: null,
      es: 1_778_342_340_000,
      ts: 1_778_342_340_001,
    })
  const [table] = sampled.all()
  const draft = table ? draftText(table, names, 'member') : ''

  it('takes the table, its key, the codes and the shapes of times out of them', () => {
    expect(parse(draft)).toMatchObject({
      table: 'twt.t_tyxx2',
      key: 'tyid',
      deleted: { column: 'sfsc' },
      fields: {
        org_id: { column: 'szzbid', as: 'org' },
        status: { column: 'tyzt', values: { 正常: 'active', 挂靠: '?' } },
        birth_month: { as: 'month', type: 'chinese' },
      },
    })
  })

  it('repeats no number of a person', () => {
    expect(draft).not.toContain(row.sfzh)
  })
})
