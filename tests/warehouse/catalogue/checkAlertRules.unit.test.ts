import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AlertRule, MetricCondition } from '../../../warehouse/catalogue/alertRule.ts'
import { ALERTS } from '../../../warehouse/catalogue/alerts.ts'
import { checkAlertRules } from '../../../warehouse/catalogue/checkAlertRules.ts'
import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'

const CONDITION: MetricCondition = {
  severity: 'amber',
  metric: 'MEM01',
  grain: 'month',
  of: 'value',
  is: 'at_least',
  line: 1,
  periods: 1,
  item: '',
}
const rule = (change: Partial<AlertRule> = {}): AlertRule => ({
  id: 'A1',
  title: '例',
  department: '组织部',
  source: '例',
  places: { levels: [3] },
  watch: { kind: 'metrics', conditions: [CONDITION] },
  to: { who: 'own', roles: ['admin'] },
  report: 'member_growth',
  ...change,
})
const over = (conditions: MetricCondition[]) => rule({ watch: { kind: 'metrics', conditions } })
const rows = (change: object) =>
  rule({
    watch: {
      kind: 'rows',
      sql: 'alert_org_shape',
      items: { members: { title: '例', unit: '人' } },
      entities: ['org'],
      needs: [],
      conditions: [{ severity: 'red', item: 'members', is: 'at_most', line: 0 }],
      ...change,
    },
  })
const check = (...rules: AlertRule[]) =>
  checkAlertRules(rules.map((each, i) => ({ file: `file${i}.ts`, rule: each })))

describe('the alert rules', () => {
  it('are one file each, in the order of their numbers', () => {
    const files = fs.readdirSync('warehouse/catalogue/alerts')
    expect(ALERTS).toHaveLength(files.length)
    expect(check(rule({ id: 'A10' }), rule({ id: 'A9' })).map(({ id }) => id)).toEqual(['A9', 'A10'])
  })

  const unknown = 'XXX99' as MetricId
  it.each<[string, AlertRule, string]>([
    ['an id that is none', rule({ id: 'B5' }), 'an id is A and a number'],
    ['no source of its lines', rule({ source: '' }), 'where its lines come from'],
    ['nobody who may act', rule({ to: { who: 'own', roles: [] } }), 'nobody may acknowledge it'],
    ['an unknown metric', over([{ ...CONDITION, metric: unknown }]), 'metric XXX99 is not in the catalogue'],
    [
      'a metric of the month by the day',
      over([{ ...CONDITION, metric: 'DUE08', grain: 'day' }]),
      'DUE08 is computed by the month',
    ],
    ['no period', over([{ ...CONDITION, periods: 0 }]), 'periods is a whole number from 1'],
    ['a line that is no number', over([{ ...CONDITION, line: Number.NaN }]), 'a line is no number'],
    [
      'red before amber',
      over([
        { ...CONDITION, line: 6 },
        { ...CONDITION, severity: 'red', line: 3 },
      ]),
      'red (3) is reached before amber (6)',
    ],
    [
      'grades that look in opposite directions',
      over([CONDITION, { ...CONDITION, severity: 'red', is: 'below', line: 0 }]),
      'opposite directions',
    ],
    ['the same grade twice', over([CONDITION, CONDITION]), 'amber stands twice'],
    ['a change of a share', over([{ ...CONDITION, metric: 'DUE04', of: 'change' }]), 'changes by points'],
    [
      'a line in another unit',
      over([{ ...CONDITION, line: { metric: 'DUE01', times: 1 } }]),
      'MEM01 and DUE01 have different units',
    ],
    [
      'a reference value in another unit',
      over([{ ...CONDITION, line: { reference: 'transfer_stuck_after' } }]),
      'transfer_stuck_after (天) cannot be compared with a figure in 人',
    ],
    [
      'a deadline that is no date',
      over([{ ...CONDITION, after: 'branch_members_least' }]),
      'branch_members_least is no date',
    ],
    [
      'a pace to no date',
      over([{ ...CONDITION, line: { target: 'youths', due: 'youths' } }]),
      'youths is no date',
    ],
    [
      'a line at which it clears before it is raised',
      over([{ ...CONDITION, clears: 2 }]),
      'it clears (2) before',
    ],
    ['a query that is not there', rows({ sql: 'nowhere' }), 'there is no sql/query/nowhere.sql'],
    [
      'rows that only the query builder may tell',
      rows({ entities: ['punishment'] }),
      'punishment needs masking',
    ],
    ['an item without a title', rows({ items: {} }), 'item members has no title'],
  ])('refuse %s, by the name of the entry', (_, wrong, message) => {
    expect(() => check(wrong)).toThrow(`alert ${wrong.id} (file0.ts): `)
    expect(() => check(wrong)).toThrow(message)
  })

  it('refuse an id that stands in two files', () => {
    expect(() => check(rule(), rule())).toThrow('alert A1 (file1.ts): its id stands in file0.ts too')
  })
})
