import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ENTITY_NAMES } from '../../../warehouse/catalogue/entities.ts'
import { PROJECTIONS, projectionFor } from '../../../warehouse/query/projections.ts'

/** Name and grouping columns of the summing projections in a log's SQL. */
function inSql(entity: string): { name: string; columns: string[] }[] {
  const sql = fs.readFileSync(new URL(`../../../sql/dwd/dwd_${entity}_log.sql`, import.meta.url), 'utf8')
  return [...sql.matchAll(/projection (\w+) \([^)]*?(?:sum\([^)]*\)[^)]*?)+group by ([\w, \n]+?)\s*\)/g)].map(
    ([, name = '', columns = '']) => ({
      name,
      columns: columns.split(',').map(column => column.trim()),
    }),
  )
}

describe('the projections that the query builder counts on', () => {
  it.each(ENTITY_NAMES)('are those of the SQL of %s', entity => {
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
    expect([...PROJECTIONS[entity]].sort(byName)).toEqual(inSql(entity).sort(byName))
  })

  it('are chosen smallest first', () => {
    expect(projectionFor('member', ['status', 'gender'])).toBe('by_dims')
    expect(projectionFor('member', ['status', 'org_id'])).toBe('by_org')
    expect(projectionFor('member', ['day', 'status', 'org_id'])).toBe('by_day')
    expect(projectionFor('member', ['gender', 'org_id'])).toBe('')
  })
})
