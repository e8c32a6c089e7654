import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listSystems } from '../../../ingest/mapping/directories.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { linksOf } from '../../../ingest/mapping/parents.ts'
import { ENTITIES } from '../../../warehouse/catalogue/entities.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const MEMBER = `table: a.member
topics: [t.member]
entity: member
key: id
fields:
  org_id: { column: org, as: org }
  status: { column: state, as: enum, values: { "1": active } }
`
const ACTIVITY = `table: a.activity
topics: [t.activity]
entity: activity
key: id
fields:
  org_id: { column: org, as: org }
  status: { column: state, as: enum, values: { "1": running } }
`
const SIGNUP = `table: a.signup
topics: [t.signup]
entity: signup
key: id
order: commit time
fields:
  activity_id: { column: activity, as: id }
  member_id: { column: member, as: id }
  submitted_on: { column: at, as: date, type: datetime }
parents:
  - { entity: activity, key: activity_id, fields: { org_id: org_id } }
  - entity: member
    key: member_id
    fields: { member_org_id: org_id }
    as_of: submitted_on
`

describe('parents of a mapping', () => {
  let place: ReturnType<typeof temporaryDir>
  beforeEach(() => {
    place = temporaryDir()
    fs.mkdirSync(path.join(place.dir, 'testland'))
    write('system.yaml', 'id: 9\nname: testland\ntitle: 测试省\nzone: Asia/Shanghai\n')
    write('member.yaml', MEMBER)
    write('activity.yaml', ACTIVITY)
    write('signup.yaml', SIGNUP)
  })
  afterEach(() => place.remove())

  const write = (file: string, text: string) => fs.writeFileSync(path.join(place.dir, 'testland', file), text)
  const load = () => loadMappings(['testland'], [place.dir])
  const indexOf = (entity: 'signup' | 'member', name: string) =>
    ENTITIES[entity].fields.findIndex(field => field.name === name)

  it('fill what the table does not send, also what is required', () => {
    const { all, find } = load()
    expect(find('t.signup', 'a.signup')?.order).toBe('commit time')
    expect(find('t.member', 'a.member')?.order).toBe('offset')
    expect(linksOf(all, 'member')).toEqual([])
    const [activity, member] = linksOf(all, 'signup')
    expect(activity).toMatchObject({ system: 9, parent: 'activity', asOf: null })
    expect(member).toEqual({
      system: 9,
      parent: 'member',
      key: indexOf('signup', 'member_id'),
      fields: [{ field: indexOf('signup', 'member_org_id'), from: indexOf('member', 'org_id') }],
      asOf: indexOf('signup', 'submitted_on'),
      source: 'log:member/9:member_id>member_org_id=org_id@submitted_on',
    })
  })

  it.each([
    ['an unknown parent', 'entity: activity', 'entity: aktivity', /signup\.yaml:11: parents\.0\.entity/],
    [
      'a key that is not sent',
      'key: activity_id',
      'key: org_id',
      /signup\.yaml:11: org_id is no id that the table fills/,
    ],
    [
      'an unknown field',
      '{ org_id: org_id }',
      '{ orga: org_id }',
      /signup\.yaml:11: entity signup has no field orga/,
    ],
    [
      'a field of another type',
      '{ org_id: org_id }',
      '{ org_id: status }',
      /signup\.yaml:11: entity activity has no id named status, as org_id is/,
    ],
    [
      'a day that is none',
      'as_of: submitted_on',
      'as_of: member_id',
      /signup\.yaml:15: member_id is no date/,
    ],
    [
      'a field that nobody fills',
      '{ member_org_id: org_id }',
      '{ member_org_id: person_key }',
      /takes person_key from member, but no table of testland fills it/,
    ],
  ])('name file and line of %s', (_, from, to, expected) => {
    write('signup.yaml', SIGNUP.replace(from, to))
    expect(load).toThrow(expected)
  })
})

it('every parent of a mapping is one of the entity, so that its log finds the children', () => {
  const { all } = loadMappings(listSystems())
  for (const { entity } of all)
    for (const link of linksOf(all, entity)) {
      const key = ENTITIES[entity].fields[link.key]?.name ?? ''
      expect(ENTITIES[entity].parents).toMatchObject({ [key]: link.parent })
    }
})
