import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listSystems } from '../../../ingest/mapping/directories.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const SYSTEM = 'id: 9\nname: testland\ntitle: 测试省\nzone: Asia/Shanghai\n'
const TABLE = `table: a.signup
topics: [t.signup]
entity: signup
key: id
deleted: { column: gone, yes: ["Y"], no: ["N", ""] }
fields:
  org_id: { column: org, as: org }
  submitted_on: { column: at, as: date, type: datetime }
  status:
    column: state
    as: enum
    values: { "1": submitted }
`

describe('loading mappings', () => {
  let place: ReturnType<typeof temporaryDir>
  beforeEach(() => {
    place = temporaryDir()
    write('system.yaml', SYSTEM)
    write('signup.yaml', TABLE)
  })
  afterEach(() => place.remove())

  const write = (file: string, text: string, system = 'testland') => {
    fs.mkdirSync(path.join(place.dir, system), { recursive: true })
    fs.writeFileSync(path.join(place.dir, system, file), text)
  }
  const load = (...systems: string[]) =>
    loadMappings(systems.length > 0 ? systems : ['testland'], [place.dir])

  it('reads a system and its tables', () => {
    const mappings = load()
    expect(mappings.systems).toMatchObject([{ id: 9, name: 'testland' }])
    expect(mappings.topics).toEqual(['t.signup'])
    expect(mappings.feeds('t.signup')).toEqual(['signup'])
    const mapping = mappings.find('t.signup', 'a.signup')
    expect(mapping).toMatchObject({ key: ['id'], constants: [] })
    expect([...(mapping?.columns ?? [])].sort()).toEqual(['at', 'gone', 'id', 'org', 'state'])
    expect(mappings.find('t.other', 'a.signup')).toBeUndefined()
  })

  it.each([
    ['t.{table}', 't.a.signup'],
    ['{schema}_{name}', 'a_signup'],
    ['all', 'all'],
  ])('names topics by the pattern %s of the system', (topic, expected) => {
    write('system.yaml', `${SYSTEM}topic: "${topic}"\n`)
    write('signup.yaml', TABLE.replace('topics: [t.signup]\n', ''))
    expect(load().topics).toEqual([expected])
  })

  it('reads keys of several columns, and fields that are the same in every row', () => {
    write(
      'signup.yaml',
      TABLE.replace('key: id', 'key: [who, what]').replace(
        / {2}status:[\s\S]*/,
        '  status: { as: constant, value: approved }\n',
      ),
    )
    const [mapping] = load().all
    expect(mapping).toMatchObject({
      key: ['who', 'what'],
      constants: [{ name: 'status', value: 'approved' }],
    })
    expect([...(mapping?.columns ?? [])].sort()).toEqual(['at', 'gone', 'org', 'what', 'who'])
    expect(mapping?.mask).toBe(0b110001n)
  })

  it('reads what the product ships', () => {
    expect(listSystems()).toEqual(['gongqingyun', 'guangdong', 'jiangsu', 'national', 'shanxi'])
    const { systems, topics } = loadMappings(listSystems())
    expect(systems.map(system => system.id).sort()).toEqual([1, 2, 3, 4, 5])
    expect(topics).toContain('gd.zhtj.tb_member')
  })

  it('reads no system that is not named', () => {
    write('system.yaml', 'no: system\n', 'elsewhere')
    expect(load().systems).toHaveLength(1)
  })

  it.each([
    ['an unknown entity', 'entity: signup', 'entity: sign_up', /signup\.yaml:3: entity: .*"signup"/],
    [
      'an unknown field',
      '  org_id:',
      '  organ_id:',
      /signup\.yaml:7: entity signup has no field organ_id; it has org_id,/,
    ],
    ['an unknown conversion', 'as: org }', 'as: organ }', /signup\.yaml:7: fields\.org_id/],
    [
      'a conversion that does not fit',
      'as: date, type: datetime }',
      'as: flag }',
      /signup\.yaml:8: submitted_on is a date, which "as: flag" does not yield; use date$/m,
    ],
    [
      'an organisation that the tree would not know',
      'as: org }',
      'as: id }',
      /signup\.yaml:7: org_id is a id, which "as: id" does not yield; use org$/m,
    ],
    [
      'an unknown value of an enum',
      '"1": submitted',
      '"1": sent',
      /signup\.yaml:12: status has no value sent; it has submitted,/,
    ],
    [
      'an unknown constant',
      /column: state\n {4}as: enum\n.*\n/,
      'as: constant\n    value: sent\n',
      /signup\.yaml:11: status has no value sent; it has submitted,/,
    ],
    [
      'a constant of the wrong type',
      /column: state\n {4}as: enum\n.*\n/,
      'as: constant\n    value: 1\n',
      /signup\.yaml:1\d: status has no value 1/,
    ],
    ['a field that is there twice', '  status:\n', '  org_id:\n', /signup\.yaml:9: Map keys must be unique/],
    [
      'a missing required field',
      '  submitted_on: { column: at, as: date, type: datetime }\n',
      '',
      /signup\.yaml:6: entity signup needs submitted_on/,
    ],
    ['a date without its type', ', type: datetime', '', /signup\.yaml:8: fields\.submitted_on/],
    ['an unknown type of a date', 'type: datetime', 'type: stardate', /signup\.yaml:8: fields\.submitted_on/],
    ['a setting that nobody knows', 'key: id', 'key: id\nkeys: id', /signup\.yaml:1: .*"keys"/],
    ['a missing key', 'key: id\n', '', /signup\.yaml:1: key: /],
    ['a missing topic', 'topics: [t.signup]\n', '', /signup\.yaml:1: neither this file has topics/],
    ['a code that YAML changes', '"1": submitted', '01: submitted', /signup\.yaml:12: 01 would be read as/],
    ['text that is no YAML', 'key: id', 'key: [id', /signup\.yaml:\d+: /],
    [
      'a word that would mean deleted and not deleted',
      'no: ["N", ""]',
      'no: ["N", " y"]',
      /signup\.yaml:5: deleted\.no\.1: " y" is in yes as well/,
    ],
    [
      'words for one side alone',
      ', no: ["N", ""]',
      '',
      /signup\.yaml:5: deleted\.yes: say both: no is missing/,
    ],
    [
      'a flag with a word on both sides',
      'fields:\n',
      'fields:\n  is_late_entry: { column: late, as: flag, yes: [是], no: [否, 是] }\n',
      /signup\.yaml:7: fields\.is_late_entry\.no\.1: "是" is in yes as well/,
    ],
    [
      "a person's number as one of another kind",
      'fields:\n',
      'fields:\n  person_key: { column: who, as: pseudonym }\n',
      /signup\.yaml:7: person_key is a id, which "as: pseudonym" does not yield; use person$/m,
    ],
    [
      "a person's number in the clear",
      'fields:\n',
      'fields:\n  person_key: { column: state, as: person }\n',
      /signup\.yaml:10: state is a person's number in another field, so status must not hold it "as: enum"/,
    ],
    [
      "a person's number as the key",
      'fields:\n',
      'fields:\n  person_key: { column: id, as: person }\n',
      /signup\.yaml:4: id is a person's number, which a key would keep in the clear/,
    ],
    [
      "a person's number as the mark of deletion",
      'fields:\n',
      'fields:\n  person_key: { column: gone, as: person }\n',
      /signup\.yaml:5: gone is a person's number/,
    ],
  ])('names file and line of %s', (_, from, to, expected) => {
    write('signup.yaml', TABLE.replace(from, to))
    expect(load).toThrow(expected)
    expect(load).toThrow(expect.objectContaining({ code: 'config' }))
  })

  it('refuses a column that would have two pseudonyms, of which one is kept', () => {
    write(
      'signup.yaml',
      TABLE.replace('entity: signup', 'entity: member')
        .replace('submitted_on', 'joined_on')
        .replace('submitted }', 'active }')
        .replace('submitted\n', 'active\n')
        .concat('  person_key: { column: no, as: person }\n  member_no_key: { column: no, as: pseudonym }\n'),
    )
    expect(load).toThrow(
      /signup\.yaml:13: no is a person's number in another field, so person_key must not hold it "as: person"/,
    )
  })

  it('names every fault at once', () => {
    write('signup.yaml', TABLE.replace('  org_id:', '  organ_id:').replace('submitted }', 'sent }'))
    expect(load).toThrow(/has no field organ_id[\s\S]*has no value sent[\s\S]*needs org_id/)
  })

  it('refuses a table that is mapped twice, and names both files', () => {
    write('again.yaml', TABLE)
    expect(load).toThrow(
      /signup\.yaml:1: table a\.signup of topic t\.signup is mapped twice, first in .*again\.yaml:1/,
    )
  })

  it('refuses two tables that would mix up their rows in one log', () => {
    write('again.yaml', TABLE.replace('table: a.signup', 'table: b.signup'))
    expect(load).toThrow(/signup\.yaml:1: a\.signup and b\.signup both feed signup: give one of them a space/)
    write('again.yaml', `${TABLE.replace('table: a.signup', 'table: b.signup')}space: other\n`)
    expect(load().all.map(mapping => mapping.space)).toEqual(['other', ''])
  })

  it('refuses an id or a topic that another system has', () => {
    write('system.yaml', SYSTEM.replace('testland', 'otherland'), 'otherland')
    write('signup.yaml', TABLE, 'otherland')
    expect(() => load('testland', 'otherland')).toThrow(
      /otherland.system\.yaml:1: id: 9 is that of system testland[\s\S]*otherland.signup\.yaml:1: topic t\.signup belongs to system testland already/,
    )
  })

  it('refuses a system without its file, with a wrong one, of another name, or that is not there', () => {
    write('system.yaml', SYSTEM.replace('id: 9', 'id: 300'))
    expect(load).toThrow(/system\.yaml:1: id: /)
    write('system.yaml', SYSTEM.replace('name: testland', 'name: nowhere'))
    expect(load).toThrow(/system\.yaml:2: name: nowhere must be that of its folder, testland/)
    fs.rmSync(path.join(place.dir, 'testland', 'system.yaml'))
    expect(load).toThrow(/system\.yaml: cannot be read/)
    expect(() => loadMappings(['nowhere'], [place.dir])).toThrow(
      'INGEST_SYSTEMS: no system "nowhere"; there are testland',
    )
  })
})
