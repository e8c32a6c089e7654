import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logColumns } from '../../../ingest/log/encode.ts'
import { ENTITIES, ENTITY_NAMES, logTable } from '../../../warehouse/catalogue/entities.ts'

const DWD = new URL('../../../sql/dwd/', import.meta.url)
const sqlOf = (file: string) => fs.readFileSync(new URL(file, DWD), 'utf8')

/** Columns of a log's table, in order, as name and type. */
function tableColumns(entity: string): string[] {
  const body = /\n\(\n([\s\S]*?)\n {4}(?:index|projection) /.exec(sqlOf(`dwd_${entity}_log.sql`))?.[1] ?? ''
  return body.split('\n').flatMap(line => {
    const found = /^ {4}(\w+) (.+),$/.exec(line)
    return found && !line.trim().startsWith('--') ? `${found[1]} ${found[2]}` : []
  })
}

/** Columns of the view of current rows: the selected ones, and those it groups by. */
function viewColumns(entity: string): string[][] {
  const sql = sqlOf(`dwd_${entity}_view.sql`)
  const list = (text = '') => text.split(',').map(column => column.trim())
  return [
    list(/\nselect\n([\s\S]*?)\nfrom/.exec(sql)?.[1]),
    list(/\ngroup by\n([\s\S]*?)\nhaving/.exec(sql)?.[1]),
  ]
}

describe.each(ENTITY_NAMES)('entity %s', name => {
  const entity = ENTITIES[name]
  const fields = entity.fields.map(field => field.name)

  it('has a log with the columns that the writer writes', () => {
    expect(sqlOf(`dwd_${name}_log.sql`)).toContain(
      `create table if not exists ${logTable(name)} {{on_cluster}}`,
    )
    // the writer leaves it to the table to know the transitions
    const types = logColumns(entity).map(column =>
      column.name === 'transition' ? 'transition Enum8' : `${column.name} ${column.type}`,
    )
    expect(tableColumns(name).map(column => column.replace(/^(transition Enum8).*/, '$1'))).toEqual(types)
  })

  it('has a view of its current rows with all its fields', () => {
    const columns = ['system', 'id', ...fields]
    expect(viewColumns(name)).toEqual([columns, columns])
  })

  it('names only fields that it has, each once, and no more than `sent` has bits for', () => {
    expect(entity.name).toBe(name)
    expect(new Set(fields).size).toBe(fields.length)
    expect(fields.length).toBeLessThanOrEqual(64)
    const { present, startDate } = entity
    const named = [
      entity.org,
      ...entity.required,
      ...entity.recent,
      ...(startDate ? [startDate] : []),
      ...(present === 'always' ? [] : [present.field]),
    ]
    expect(fields).toEqual(expect.arrayContaining(named))
    expect(entity.required).toContain(entity.org)
    if (present !== 'always') {
      expect(entity.required).toContain(present.field)
      const values = entity.fields.find(field => field.name === present.field)?.values
      expect(values).toEqual(expect.arrayContaining([...present.in]))
    }
  })

  it('knows what it may hold of persons', () => {
    const personal = /name|phone|mobile|birth_(?!month)|address|id_card/
    for (const field of entity.fields)
      if (
        !['org_full_name', 'org_short_name', 'home_name', 'club_name', 'real_name_status'].includes(
          field.name,
        )
      )
        expect(field.name).not.toMatch(personal)
    if (entity.privacy === 'restricted') {
      expect(fields).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/person|member|birth|gender/)]),
      )
    }
  })
})

it('no table of the layer belongs to no entity', () => {
  const logs = fs.readdirSync(DWD).flatMap(file => /^dwd_(\w+)_log\.sql$/.exec(file)?.[1] ?? [])
  expect(logs.sort()).toEqual([...ENTITY_NAMES].sort())
})
