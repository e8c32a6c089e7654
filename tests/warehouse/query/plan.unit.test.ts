import { describe, expect, it } from 'vitest'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { privacyOf } from '../../../warehouse/catalogue/privacy.ts'
import { type Org, ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import { PLAIN_TREE, type TreeShape } from '../../../warehouse/orgs/treeShape.ts'
import { Parameters } from '../../../warehouse/platform/clickhouse/parameters.ts'
import { composePart } from '../../../warehouse/query/compose.ts'
import { type Part, plan } from '../../../warehouse/query/plan.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { at, TODAY } from './world.ts'

const CITY: Org = { ...ROOT, id: '10', level: 3, path: ['1', '10'] }
const COUNTY: Org = { ...ROOT, id: '11', level: 4, path: ['1', '10', '11'] }
const ORGS = new Map([ROOT, CITY, COUNTY].map(org => [org.id, org]))

const question = (metrics: MetricId[], rest: Partial<Ask> = {}): Ask => ({
  name: metrics.join(),
  metrics,
  org: 'root',
  rows: 'total',
  from: TODAY,
  to: TODAY,
  grain: 'all',
  ...rest,
})
const partsOf = (...asks: Ask[]) => plan(asks, ORGS, TODAY, new Map()).parts
const sqlOf = (part: Part | undefined, parameters = new Parameters()) =>
  part ? composePart(part, 0, parameters) : ''

describe('the parts of a question', () => {
  it('hold figures together that one projection answers, and only those', () => {
    const parts = partsOf(question(['MEM01', 'MEM12', 'MEM18', 'MEM02']))
    expect(parts).toMatchObject([
      { projection: 'by_dims', figures: [{}, {}, {}] },
      { projection: 'by_org', figures: [{}] },
    ])
  })

  it('ask the same only once', () => {
    const parts = partsOf(
      question(['MEM01'], { name: 'a' }),
      question(['MEM01'], { name: 'b' }),
      question(['DUE03', 'DUE04']),
    )
    expect(parts).toHaveLength(3)
  })

  it('have no condition on the day for a stock of now, and one for any other day', () => {
    expect(sqlOf(partsOf(question(['MEM01']))[0])).not.toMatch(/\bday\b/)
    expect(sqlOf(partsOf(question(['MEM01'], { to: TODAY - 1, from: TODAY - 1 }))[0])).toMatch(
      /day <= \{p\d: Date32\}/,
    )
  })

  it('never count a state that is not present', () => {
    for (const metric of METRICS.values()) {
      if (metric.kind === 'group') continue
      for (const part of partsOf(question([metric.id])))
        if (part.kind === 'sum' && ['member', 'org'].includes(part.entity) && !part.transitions)
          for (const figure of part.figures) {
            const present = part.entity === 'member' ? ['active', 'transferring'] : ['active']
            expect(figure.where, metric.id).toContainEqual({ field: 'status', in: present })
          }
    }
  })

  it('leave personal attributes below the city at yesterday, and nothing else', () => {
    const to = (org: string, rest: Partial<Ask>) =>
      plan([question(['MEM01'], { org, ...rest })], ORGS, TODAY, new Map()).questions[0]?.to
    expect(to('11', { by: 'gender' })).toBe(TODAY - 1)
    expect(to('10', { by: 'gender', rows: 'children' })).toBe(TODAY - 1)
    expect(to('10', { by: 'gender' })).toBe(TODAY)
    expect(to('11', { by: 'industry_code' })).toBe(TODAY)
    expect(to('11', {})).toBe(TODAY)
  })

  it('bind every value', () => {
    const parameters = new Parameters()
    const sql = partsOf(
      question(['DUE02', 'MEM01', 'ORG08'], { org: '11', from: at('2026-11-01'), rows: 'children' }),
    )
      .map(part => sqlOf(part, parameters))
      .join()
    expect(sql).not.toMatch(/2026|active|= 11\b|now\(|today\(/)
    expect(Object.values(parameters.values)).toEqual(expect.arrayContaining(['11', '2026-11-01', ['active']]))
  })
})

describe('the tree', () => {
  const everything = [...METRICS.values()].flatMap(metric => {
    const { id, kind } = metric
    if (kind === 'computed') return []
    // the children of a city are too low for some
    const parents = privacyOf(metric) === 'restricted' ? ['root'] : ['root', '10']
    return [
      ...['root', '10'].map(org => question([id], { org })),
      ...parents.map(org => question([id], { org, rows: 'children' })),
    ]
  })
  const sqlIn = (shape: TreeShape, asks: readonly Ask[] = everything) =>
    plan(asks, ORGS, TODAY, new Map([[undefined, shape]]))
      .parts.map(part => sqlOf(part))
      .join('\n')

  it('of one system costs nothing: no question asks what stands for what, or what counts', () => {
    expect(sqlIn(PLAIN_TREE)).not.toMatch(/canonical_org_id|uncounted/)
    expect(partsOf(question(['MEM01'], { by: 'gender' }))).toMatchObject([{ projection: 'by_dims' }])
  })

  it('of several systems is asked only for entities of which something does not count', () => {
    const shape: TreeShape = { hasAliases: true, filtered: new Set(['member'] as const) }
    expect(sqlIn(shape, [question(['MEM01'])])).toMatch(
      /org_id not in \(select org_id from app\.dim_org where bitTest\(uncounted, 1\)\)/,
    )
    expect(sqlIn(shape, [question(['MEM01'], { org: '10' })])).toMatch(
      /org_id in \(select org_id from app\.dim_org where at_level_3 = \{p\d: UInt64\} and not bitTest\(uncounted, 1\)\)/,
    )
    expect(sqlIn(shape, [question(['ACT01', 'DUE02'])])).not.toMatch(/uncounted/)
    // the owner must be known to be left out
    expect(
      plan([question(['MEM01'], { by: 'gender' })], ORGS, TODAY, new Map([[undefined, shape]])).parts,
    ).toMatchObject([{ projection: '' }])
  })
})

describe('a question', () => {
  it('must have a range that begins before it ends', () => {
    expect(() => partsOf(question(['MEM01'], { from: TODAY + 1 }))).toThrow(
      expect.objectContaining({ code: 'input' }),
    )
  })

  it('may only be broken down as the catalogue says', () => {
    expect(() => partsOf(question(['MEM08'], { by: 'gender' }))).toThrow(/cannot be broken down by gender/)
  })
})
