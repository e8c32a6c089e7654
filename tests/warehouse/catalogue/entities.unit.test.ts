import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ENTITIES, ENTITY_NAMES, isSumming, rulesNumber } from '../../../warehouse/catalogue/entities.ts'
import { entitySql } from '../../../warehouse/rendering/entitySql.ts'

// what a projection may hold beside the fields of the entity
const LOG_COLUMNS = ['day', 'transition', 'sign']

describe.each(ENTITY_NAMES)('entity %s', name => {
  const entity = ENTITIES[name]
  const fields = entity.fields.map(field => field.name)

  it('names only fields that it has, each once, and no more than `sent` has bits for', () => {
    expect(new Set(fields).size).toBe(fields.length)
    expect(fields.length).toBeLessThanOrEqual(64)
    const { present, startDate, projections = {}, recent = [], parents = {} } = entity
    const named = [
      entity.org,
      ...entity.required,
      ...recent,
      ...Object.keys(parents),
      ...Object.values(projections).flatMap(one => (isSumming(one) ? (one.sums ?? []) : [])),
      ...(startDate ? [startDate] : []),
      ...(present === 'always' ? [] : [present.field]),
    ]
    expect(fields).toEqual(expect.arrayContaining(named))
    expect(entity.required).toContain(entity.org)
    const grouped = Object.values(projections).flatMap(one => (isSumming(one) ? one.by : one.rows))
    expect([...fields, ...LOG_COLUMNS]).toEqual(expect.arrayContaining(grouped))
    expect(ENTITY_NAMES).toEqual(expect.arrayContaining(Object.values(parents)))
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

describe('the bits of the entities', () => {
  const bits = ENTITY_NAMES.map(name => ENTITIES[name].bit)

  it('are all different, without a gap, and no more than `uncounted` has', () => {
    expect(bits).toEqual(bits.map((_, i) => i))
    expect(bits.length).toBeLessThanOrEqual(64)
  })

  it('are those that the trees of past months were stored with', () => {
    const first = ENTITY_NAMES.slice(0, 62).join()
    expect(createHash('sha256').update(first).digest('hex')).toMatch(/^9cbf9360de10dc64/)
  })
})

it('a log whose counting states changed is under rules of its own, which its table says', () => {
  expect(rulesNumber('social_worker')).toBe(rulesNumber('youth_home') + 1)
  expect(entitySql('social_worker')).toContain(`comment 'rules=${rulesNumber('social_worker')}'`)
})
