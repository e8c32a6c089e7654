import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOverrides, checkRetention } from '../../../jobs/retention/checkRetention.ts'
import type { DayRatios } from '../../../jobs/retention/ratios.ts'
import {
  type OrgRetention,
  type RetentionInput,
  splitRetention,
  UNALLOCATED_CAUSES,
} from '../../../jobs/retention/splitRetention.ts'
import { buildTree, type OrgRow } from '../../../warehouse/orgs/tree.ts'

const RATIOS: DayRatios = {
  levels: { grassroots: 5000, county: 2500, city: 1250, province: 950, centre: 300 },
  overrides: new Map(),
}

type OrgSpec = [
  id: number,
  parent: number,
  type: string,
  right?: 0 | 1,
  account?: 'valid' | 'invalid' | 'none',
]

function treeOf(specs: readonly OrgSpec[]) {
  const rows = specs.map(
    ([id, parent, type, right = 1, account = 'valid']): OrgRow => ({
      org_id: String(id),
      parent_org_id: String(parent),
      system: 1,
      org_full_name: `组织${id}`,
      org_short_name: `组${id}`,
      org_type: type,
      region_code: '',
      industry_code: '',
      school_stage: '',
      status: 'active',
      has_retention_right: right,
      sub_account_status: account,
    }),
  )
  return buildTree(rows).orgs
}

function split(specs: readonly OrgSpec[], collected: Record<number, number>, ratios = RATIOS) {
  const input: RetentionInput = {
    orgs: treeOf(specs),
    collected: new Map(Object.entries(collected)),
    ratios,
  }
  const retention = splitRetention(input)
  const byId = new Map(retention.orgs.map(one => [Number(one.org.org_id), one]))
  const of = (id: number): OrgRetention => {
    const found = byId.get(id)
    if (!found) throw new Error(`no organisation ${id}`)
    return found
  }
  return { input, retention, of, faults: checkRetention(input, retention) }
}

const NOTHING = { no_right: 0, accounts_invalid: 0, missing_level: 0, unclaimed: 0, rounding: 0 }

/** 2 province ── 3 city ── 4 county K ── 5 town A, 6 town B. */
const example = (countyAccount: 'valid' | 'invalid'): OrgSpec[] => [
  [2, 0, 'leading_organ'],
  [3, 2, 'leading_organ'],
  [4, 3, 'leading_organ', 1, countyAccount],
  [5, 4, 'committee'],
  [6, 4, 'committee', 1, 'invalid'],
  // branches pay, and have no right of their own
  [51, 5, 'branch', 0],
  [61, 6, 'branch', 0],
]

describe('the worked example', () => {
  it('K keeps 350.00 of its own and 200.00 for B: 550.00', () => {
    const { of, retention, faults } = split(example('valid'), { 51: 100_000, 61: 40_000 })
    expect(of(4)).toMatchObject({
      collected: 140_000,
      own: 35_000,
      fromChildren: 20_000,
      childrenTotal: 50_000,
    })
    expect(of(4).own + of(4).fromChildren).toBe(55_000)
    expect(of(5).own).toBe(50_000)
    expect([of(6).own, of(6).fromChildren, of(6).toSuperiors]).toEqual([0, 0, 40_000])
    expect([of(3).own, of(2).own, retention.centre]).toEqual([17_500, 13_300, 4_200])
    expect(of(4).toSuperiors).toBe(35_000)
    expect(of(2)).toMatchObject({
      collected: 140_000,
      retained: 135_800,
      toSuperiors: 4_200,
      unallocated: NOTHING,
    })
    expect(faults).toEqual([])
  })

  it('with the account of K invalid too the city gets 350.00 for K, and nobody the 200.00 of B', () => {
    const { of, faults } = split(example('invalid'), { 51: 100_000, 61: 40_000 })
    expect(of(4)).toMatchObject({ own: 0, fromChildren: 0 })
    expect(of(3)).toMatchObject({ own: 17_500, fromChildren: 35_000 })
    expect(of(6).unallocated).toEqual({ ...NOTHING, accounts_invalid: 20_000 })
    expect(of(2).unallocated).toEqual({ ...NOTHING, accounts_invalid: 20_000 })
    expect(faults).toEqual([])
  })
})

describe('who gets a share', () => {
  it('a superior without the right, but with an account, gets the share of its child', () => {
    const { of, faults } = split(
      [
        [2, 0, 'leading_organ'],
        [3, 2, 'leading_organ'],
        [4, 3, 'leading_organ', 0],
        [5, 4, 'committee', 1, 'none'],
      ],
      { 5: 1_000 },
    )
    expect(of(4)).toMatchObject({ own: 0, fromChildren: 500, unallocated: { ...NOTHING, no_right: 250 } })
    expect(faults).toEqual([])
  })

  it('levels that nothing stands for are named where the next higher one stands', () => {
    const { of, faults } = split(
      [
        [2, 0, 'leading_organ'],
        // a university and its college
        [3, 2, 'committee'],
        [31, 3, 'general_branch', 0],
        [4, 2, 'leading_organ'],
        [5, 4, 'leading_organ'],
      ],
      { 31: 10_000, 5: 1_000 },
    )
    expect(of(3)).toMatchObject({ own: 5_000, toSuperiors: 5_000, unallocated: NOTHING })
    // nobody below the county stands for the grass roots
    expect(of(5).unallocated).toEqual({ ...NOTHING, missing_level: 500 })
    expect(of(4).unallocated).toEqual({ ...NOTHING, missing_level: 500 })
    // of the university: county and city
    expect(of(2).unallocated).toEqual({ ...NOTHING, missing_level: 500 + 2_500 + 1_250 })
    expect(faults).toEqual([])
  })

  it('without a right on the path of the grass roots their share is named at the top of them', () => {
    const { of, faults } = split(
      [
        [2, 0, 'leading_organ'],
        [3, 2, 'leading_organ'],
        [4, 3, 'leading_organ'],
        [5, 4, 'committee', 0],
        [51, 5, 'branch', 0],
        [52, 5, 'branch', 1],
      ],
      { 51: 1_000, 52: 200, 5: 10 },
    )
    expect(of(52)).toMatchObject({ own: 100, unallocated: NOTHING })
    expect(of(51)).toMatchObject({ toSuperiors: 1_000, unallocated: NOTHING })
    expect(of(5).unallocated).toEqual({ ...NOTHING, no_right: 505 })
    expect(faults).toEqual([])
  })

  it('of two rights on one path only the upper one counts, and the other is named', () => {
    const { of, faults } = split([...example('valid'), [511, 5, 'branch', 1]], { 511: 1_000 })
    expect(of(5)).toMatchObject({ own: 500, isSecondRight: false })
    expect(of(511)).toMatchObject({ own: 0, isSecondRight: true, toSuperiors: 1_000 })
    expect(faults).toEqual([])
  })

  it('an organisation may have a ratio of its own; what it leaves is claimed by nobody', () => {
    const overrides = new Map([['5', { level: 'grassroots', ratio: 4000, place: 'own.csv:9' } as const]])
    const { of, input, faults } = split(example('valid'), { 51: 1_000 }, { ...RATIOS, overrides })
    expect(of(5).own).toBe(400)
    expect(of(5).unallocated).toEqual(NOTHING)
    expect(of(2).unallocated).toEqual({ ...NOTHING, unclaimed: 100 })
    expect(faults).toEqual([])
    expect(() => checkOverrides(input)).not.toThrow()
  })

  it('refuses a ratio of its own that takes more than there is, or that nobody can use', () => {
    const overrides = (org: string, level: 'county' | 'grassroots', ratio: number) => ({
      ...RATIOS,
      overrides: new Map([[org, { level, ratio, place: 'own.csv:9' }]]),
    })
    expect(() => split(example('valid'), { 51: 1_000 }, overrides('5', 'grassroots', 5001))).toThrow(
      /组织51 and its superiors add up to 10001.*组织5/,
    )
    const orgs = treeOf(example('valid'))
    expect(() => checkOverrides({ orgs, ratios: overrides('5', 'county', 100) })).toThrow(
      /own\.csv:9: the organisation stands for the level grassroots, not county/,
    )
    expect(() => checkOverrides({ orgs, ratios: overrides('77', 'county', 100) })).toThrow(
      /own\.csv:9: the organisation is not known/,
    )
  })

  it('tells what was collected outside of the tree', () => {
    const { retention, faults } = split(example('valid'), { 51: 1_000, 999: 70 })
    expect(retention.outside).toBe(70)
    expect(faults).toEqual([])
  })
})

describe('remainders', () => {
  it('every share is rounded down where it is booked, what goes up is rounded up', () => {
    const { of, retention, faults } = split(example('valid'), { 51: 7 })
    // 3.5, 1.75, 0.875, 0.665, 0.21
    expect([of(5).own, of(4).own, of(3).own, of(2).own, retention.centre]).toEqual([3, 1, 0, 0, 0])
    expect([of(5).toSuperiors, of(4).toSuperiors, of(3).toSuperiors]).toEqual([4, 2, 1])
    expect([of(5), of(4), of(3), of(2)].map(one => one.unallocated.rounding)).toEqual([0, 1, 2, 3])
    expect(faults).toEqual([])
  })
})

describe('any tree, ratios, rights and accounts', () => {
  const org = fc.record({
    parent: fc.nat(),
    type: fc.constantFrom('leading_organ', 'work_committee', 'committee', 'general_branch', 'branch'),
    right: fc.constantFrom(0 as const, 1 as const),
    account: fc.constantFrom('valid' as const, 'invalid' as const, 'none' as const),
    fen: fc.oneof(fc.constant(0), fc.nat({ max: 5_000_000 })),
    own: fc.option(fc.nat({ max: 10_000 }), { freq: 8 }),
  })
  const levels = fc.tuple(...Array.from({ length: 6 }, () => fc.nat({ max: 10_000 }))).map(weights => {
    const total = weights.reduce((a, b) => a + b, 1)
    const [grassroots = 0, county = 0, city = 0, province = 0, centre = 0] = weights.map(weight =>
      Math.floor((weight * 10_000) / total),
    )
    return { grassroots, county, city, province, centre }
  })
  const world = fc
    .record({ levels, orgs: fc.array(org, { minLength: 1, maxLength: 40 }) })
    .map(({ levels, orgs }) => {
      const specs = orgs.map(
        ({ parent, type, right, account }, i): OrgSpec => [
          i + 100,
          i === 0 ? 0 : (parent % i) + 100,
          type,
          right,
          account,
        ],
      )
      const tree = treeOf(specs)
      const collected = new Map(orgs.map(({ fen }, i) => [String(i + 100), fen]))
      // a ratio of its own, no higher than the level's: the whole is never exceeded
      const overrides: DayRatios['overrides'] = new Map(
        tree.flatMap(({ org_id }) => {
          const own = orgs[Number(org_id) - 100]?.own
          const split = splitRetention({
            orgs: tree,
            collected: new Map(),
            ratios: { levels, overrides: new Map() },
          })
          const level = split.orgs.find(one => one.org.org_id === org_id)?.class
          return own === null || own === undefined || !level
            ? []
            : [[org_id, { level, ratio: Math.min(own, levels[level]), place: 'own.csv:9' }] as const]
        }),
      )
      return { orgs: tree, collected, ratios: { levels, overrides } }
    })

  it('every fen is accounted for, at every organisation, and no cause is negative', () => {
    fc.assert(
      fc.property(world, input => {
        const retention = splitRetention(input)
        expect(checkRetention(input, retention)).toEqual([])
        const paid = [...input.collected.values()].reduce((a, b) => a + b, 0)
        const kept = retention.orgs.reduce((sum, one) => sum + one.own + one.fromChildren, 0)
        const top = retention.orgs[0]
        const lost = UNALLOCATED_CAUSES.reduce((sum, cause) => sum + (top?.unallocated[cause] ?? 0), 0)
        expect(kept + lost + retention.centre).toBe(paid)
        for (const one of retention.orgs)
          for (const cause of UNALLOCATED_CAUSES) expect(one.unallocated[cause]).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 400 },
    )
  })

  it('the check finds a fen that was put in the wrong place', () => {
    const places: ((one: OrgRetention) => void)[] = [
      one => one.own++,
      one => one.fromChildren++,
      one => one.childrenTotal++,
      one => one.retained++,
      one => one.toSuperiors++,
      one => one.collected++,
      ...UNALLOCATED_CAUSES.map(cause => (one: OrgRetention) => void one.unallocated[cause]++),
    ]
    fc.assert(
      fc.property(world, fc.nat(), fc.constantFrom(...places), (input, at, spoil) => {
        const retention = splitRetention(input)
        const wrong = retention.orgs[at % retention.orgs.length]
        if (!wrong) return
        spoil(wrong)
        expect(checkRetention(input, retention)).not.toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('the check finds a share that moved from one organisation to another', () => {
    const { input, retention, of } = split(example('valid'), { 51: 100_000, 61: 40_000 })
    // both together still add up to what was collected
    of(4).fromChildren -= 20_000
    of(6).own += 20_000
    expect(checkRetention(input, retention).join('\n')).toMatch(
      /组织6: own share 20000, by the payments' paths 0/,
    )
  })
})
