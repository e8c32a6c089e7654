import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const SYSTEM = 'id: 9\nname: testland\ntitle: 测试省\nzone: Asia/Shanghai\n'
const TABLE = `table: a.signup
topics: [t.signup]
entity: signup
key: id
deleted: { column: gone, in: ["1"] }
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
    fs.mkdirSync(path.join(place.dir, 'testland'))
    write('system.yaml', SYSTEM)
    write('signup.yaml', TABLE)
  })
  afterEach(() => place.remove())

  const write = (file: string, text: string) => fs.writeFileSync(path.join(place.dir, 'testland', file), text)
  const load = () => loadMappings(['testland'], place.dir)

  it('reads a system and its tables', () => {
    const mappings = load()
    expect(mappings.systems).toMatchObject([{ id: 9, name: 'testland' }])
    expect(mappings.topics).toEqual(['t.signup'])
    expect(mappings.feeds('t.signup')).toEqual(['signup'])
    const mapping = mappings.find('t.signup', 'a.signup')
    expect([...(mapping?.columns ?? [])].sort()).toEqual(['at', 'gone', 'id', 'org', 'state'])
    expect(mappings.find('t.other', 'a.signup')).toBeUndefined()
  })

  it('reads what the product ships', () => {
    expect(loadMappings(['guangdong']).topics).toContain('gd.zhtj.tb_member')
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
      'as: org }',
      'as: flag }',
      /signup\.yaml:7: org_id is a id, which "as: flag" does not yield; use id or org or person/,
    ],
    [
      'an unknown value of an enum',
      '"1": submitted',
      '"1": sent',
      /signup\.yaml:12: status has no value sent; it has submitted,/,
    ],
    [
      'a missing required field',
      '  submitted_on: { column: at, as: date, type: datetime }\n',
      '',
      /signup\.yaml:6: entity signup needs submitted_on/,
    ],
    ['a date without its type', ', type: datetime', '', /signup\.yaml:8: fields\.submitted_on/],
    ['a key that nobody knows', 'key: id', 'key: id\nkeys: id', /signup\.yaml:1: .*"keys"/],
    ['text that is no YAML', 'key: id', 'key: [id', /signup\.yaml:\d+: /],
  ])('names file and line of %s', (_, from, to, expected) => {
    write('signup.yaml', TABLE.replace(from, to))
    expect(load).toThrow(expected)
    expect(load).toThrow(expect.objectContaining({ code: 'config' }))
  })

  it('names every fault at once', () => {
    write('signup.yaml', TABLE.replace('  org_id:', '  organ_id:').replace('submitted }', 'sent }'))
    expect(load).toThrow(/has no field organ_id[\s\S]*has no value sent[\s\S]*needs org_id/)
  })

  it('refuses a table that is mapped twice', () => {
    write('again.yaml', TABLE)
    expect(load).toThrow('table a.signup of topic t.signup is mapped twice')
  })

  it('refuses a system without its file, with a wrong one, or that is not there', () => {
    write('system.yaml', SYSTEM.replace('id: 9', 'id: 300'))
    expect(load).toThrow(/system\.yaml:1: id: /)
    fs.rmSync(path.join(place.dir, 'testland', 'system.yaml'))
    expect(load).toThrow(/system\.yaml: cannot be read/)
    expect(() => loadMappings(['nowhere'], place.dir)).toThrow(
      'INGEST_SYSTEMS: no system "nowhere"; there are testland',
    )
  })
})
