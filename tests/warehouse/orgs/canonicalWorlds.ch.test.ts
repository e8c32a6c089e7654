import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { writeMonthTrees } from '../../../warehouse/orgs/monthTree.ts'
import type { Ask } from '../../../warehouse/query/types.ts'
import { askUnmasked } from '../../../warehouse/query/unmasked.ts'
import { jobContext } from '../../support/jobContext.ts'
import { dayOfText, idOf, type OrgName, rulesOf, Systems } from '../../support/province/systems.ts'
import { Truth, type World } from '../../support/province/systemsTruth.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const TODAY = dayOfText('2026-11-21')
const NOW = Date.parse('2026-11-21T12:00:00+08:00')
const OCTOBER = dayOfText('2026-10-01')
let test: TestWarehouse

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

const CITIES = [10, 20, 30]
const BRANCHES = CITIES.flatMap(city => [1, 2, 3].map(i => ({ id: city + i, city })))
const REGIONS = ['', '44', '4401', '4402', '440103']

/** Both systems have a province, some of the cities and some of the branches; organisations of one rank are joined. */
const worlds: fc.Arbitrary<World> = fc.record({
  orgs: fc
    .tuple(
      ...([1, 2] as const).flatMap(system => [
        ...CITIES.map(id =>
          fc.record({
            name: fc.constant<OrgName>(`${system}:${id}`),
            parent: fc.constant<OrgName>(`${system}:1`),
            region: fc.constantFrom('440100', '440200', ''),
            isBranch: fc.constant(false),
            isActive: fc.constant(true),
          }),
        ),
        ...BRANCHES.map(({ id, city }) =>
          fc.record({
            name: fc.constant<OrgName>(`${system}:${id}`),
            parent: fc.constant<OrgName>(`${system}:${city}`),
            region: fc.constantFrom('', '', '440103', '440201'),
            isBranch: fc.constant(true),
            isActive: fc.boolean(),
          }),
        ),
      ]),
    )
    .map(orgs => [
      ...([1, 2] as const).map(system => ({
        name: `${system}:1` as const,
        parent: '' as const,
        region: '440000',
        isBranch: false,
        isActive: true,
      })),
      ...orgs,
    ]),
  aliases: fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom(...CITIES), fc.constantFrom(...CITIES), fc.constantFrom(1, 2)), {
        maxLength: 4,
      }),
      fc.array(
        fc.tuple(
          fc.constantFrom(...BRANCHES.map(({ id }) => id)),
          fc.constantFrom(...BRANCHES.map(({ id }) => id)),
          fc.constantFrom(1, 2),
        ),
        { maxLength: 10 },
      ),
    )
    .map(([cities, branches]) => {
      const aliases = new Map<OrgName, OrgName>([['2:1', '1:1']])
      for (const [from, to, system] of [...cities, ...branches]) {
        const alias: OrgName = `${system}:${from}`
        const canonical: OrgName = `${3 - system}:${to}`
        const isTaken = aliases.has(alias) || aliases.has(canonical) || [...aliases.values()].includes(alias)
        if (!isTaken) aliases.set(alias, canonical)
      }
      return aliases
    }),
  members: fc.array(
    fc.record({
      org: fc
        .tuple(fc.constantFrom(1, 2), fc.constantFrom(...CITIES, ...BRANCHES.map(({ id }) => id)))
        .map(([system, id]): OrgName => `${system}:${id}`),
      isActive: fc.boolean(),
      isFemale: fc.boolean(),
    }),
    { minLength: 20, maxLength: 60 },
  ),
  checkins: fc.array(
    fc.record({
      org: fc
        .tuple(fc.constantFrom(1, 2), fc.constantFrom(...BRANCHES.map(({ id }) => id)))
        .map(([system, id]): OrgName => `${system}:${id}`),
    }),
    { maxLength: 20 },
  ),
  rules: fc.uniqueArray(
    fc.record({
      entity: fc.constantFrom('member', 'checkin', 'org', '*'),
      region: fc.constantFrom(...REGIONS),
      system: fc.constantFrom(1, 2),
    }),
    { maxLength: 4, selector: ({ entity, region }) => `${entity}/${region}` },
  ),
})

async function load(systems: Systems, world: World): Promise<string> {
  await systems.clear()
  for (const { name, parent, region, isBranch, isActive } of world.orgs)
    systems.org(name, parent, {
      region_code: region,
      org_type: isBranch ? 'branch' : 'committee',
      status: isActive ? 'active' : 'deregistered',
    })
  for (const [i, { org, isActive, isFemale }] of world.members.entries())
    systems.member(Number(org[0]), i + 1, org, {
      status: isActive ? 'active' : 'aged_out',
      gender: isFemale ? 'female' : 'male',
    })
  for (const [i, { org }] of world.checkins.entries())
    systems.put('checkin', Number(org[0]), i + 1, '2026-11-03', {
      org_id: idOf(org),
      checked_on: dayOfText('2026-11-03'),
      method: 'qr',
    })
  const rules = world.rules
    .map(({ entity, region, system }) => `${entity},${region},${system},2020-01-01,`)
    .join('\n')
  await systems.write(rules, NOW)
  await systems.alias(...world.aliases)
  await systems.refresh(rules, NOW)
  return rules
}

/** Questions, each with what must be answered: by row, or the total under `''`. */
function questions(truth: Truth): { ask: Ask; expected: Map<string, number> }[] {
  const frame = { from: dayOfText('2026-11-01'), to: TODAY, grain: 'all' as const }
  const tops = truth.canonicals().filter(name => truth.children(name).length > 0)
  const totals = (metric: MetricId, of: (top: OrgName | 'root') => number, more: Partial<Ask> = {}) =>
    (['root', ...tops] as const).map(top => ({
      ask: {
        ...frame,
        ...more,
        name: `${metric} ${more.by ?? ''} of ${top}`,
        metrics: [metric],
        org: top === 'root' ? top : idOf(top),
        rows: 'total' as const,
      },
      expected: new Map([['', of(top)]]),
    }))
  const rows = (metric: MetricId, of: (top: OrgName) => number) =>
    tops.map(top => ({
      ask: {
        ...frame,
        name: `${metric} below ${top}`,
        metrics: [metric],
        org: idOf(top),
        rows: 'children' as const,
      },
      expected: new Map(truth.children(top).map(child => [idOf(child), of(child)])),
    }))
  return [
    ...totals('MEM01', top => truth.members(top)),
    ...totals('ACT05', top => truth.checkins(top)),
    ...totals('ORG01', top => truth.organisations(top)),
    ...totals('ORG08', top => truth.hollowBranches(top)),
    ...totals('ORG04', top => (top === 'root' ? -1 : truth.directChildren(top))).slice(1),
    ...rows('MEM01', top => truth.members(top)),
    ...rows('ORG01', top => truth.organisations(top)),
    ...rows('ORG08', top => truth.hollowBranches(top)),
    ...rows('ORG04', top => truth.directChildren(top)),
  ]
}

it('is answered of any two systems as somebody would who walks from every row up the tree', async () => {
  const systems = new Systems(test)
  await fc.assert(
    fc.asyncProperty(worlds, async world => {
      const rules = await load(systems, world)
      await writeMonthTrees(jobContext(test, NOW), 'test', [OCTOBER], rulesOf(rules))
      const truth = new Truth(world)
      const asked = questions(truth)
      for (const treeMonth of [undefined, OCTOBER]) {
        const tree = treeMonth === undefined ? {} : { treeMonth }
        const { answers } = await askUnmasked(
          test.warehouse.reader,
          { org: 'root' },
          asked.map(one => ({ ...one.ask, ...tree })),
          TODAY,
        )
        for (const { ask: question, expected } of asked) {
          const cells = answers.get(question.name)?.cells ?? []
          const of = (row: string) => cells.find(cell => row === '' || cell.org === row)?.value ?? 0
          expect([question.name, treeMonth, ...[...expected.keys()].map(of)]).toEqual([
            question.name,
            treeMonth,
            ...expected.values(),
          ])
        }
        const [women] =
          (
            await askUnmasked(
              test.warehouse.reader,
              { org: 'root' },
              [
                {
                  name: 'women',
                  metrics: ['MEM01'],
                  org: 'root',
                  rows: 'total',
                  from: TODAY,
                  to: TODAY,
                  grain: 'all',
                  by: 'gender',
                  ...tree,
                },
              ],
              TODAY,
            )
          ).answers
            .get('women')
            ?.cells.filter(cell => cell.item === 'female') ?? []
        expect(women?.value).toBe(truth.members('root', true))
      }
    }),
    { numRuns: 4, seed: 20261121 },
  )
})
