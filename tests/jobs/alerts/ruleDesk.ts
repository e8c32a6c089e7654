import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { readOpen } from '../../../jobs/alerts/alertStore.ts'
import { alertsJob } from '../../../jobs/alerts/alerts.ts'
import { ALERTS } from '../../../warehouse/catalogue/alerts.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { monthOf } from '../../../warehouse/platform/time/day.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../support/warehouse.ts'
import { at, type LogRow } from '../../warehouse/query/world.ts'
import { contextOf, measuresLike } from '../support.ts'
import { plantTroubles } from './world.ts'

/** What this installation sets itself, beside the shipped values. */
const OWN_VALUES = `what,scope,valid_from,value,unit,source
entry_own_due,region:44,2026-10-01,2026-11-17,日期,例
entry_children_due,region:44 level:city,2026-10-01,2026-11-18,日期,例
e_files_target,region:44 level:province,2027-02-01,1000,人,例
e_files_due,region:44 level:province,2027-02-01,2027-02-28,日期,例
`
/** What the rules look at that no log tells at once. */
const measures = measuresLike(/^(EDU0[23]|SPY0[78])$/)

/** The rules over the province of troubles. Days follow one another: none is judged after a later one. */
export interface RuleDesk {
  readonly test: TestWarehouse
  /** Judges one rule for the end of a day; resolves to its open alerts, and to how many rows the day wrote. */
  judge(rule: string, day: string): Promise<{ open: string[]; rows: number }>
  openOn(rule: string, day: string): Promise<string[]>
  /** Computes the figures of the month up to a day. */
  compute(to: string): Promise<unknown>
  refresh(): Promise<void>
}

/** Registers what happens before and after the tests of the file. */
export function ruleDesk(): RuleDesk {
  let test: TestWarehouse
  let own: { dir: string; remove(): void }

  beforeAll(async () => {
    test = await testWarehouse()
    own = temporaryDir()
    const file = path.join(own.dir, 'reference_value.csv')
    fs.writeFileSync(file, OWN_VALUES)
    test.config = { ...test.config, REFERENCE_VALUES: file }
    await plantTroubles(test.warehouse)
  })
  afterAll(async () => {
    await test?.stop()
    own?.remove()
  })

  const judge: RuleDesk['judge'] = async (rule, day) => {
    const context = contextOf(test, { now: () => Date.parse(`${day}T03:40:00+08:00`) + 86_400_000 })
    const job = alertsJob(ALERTS.filter(({ id }) => id === rule))
    const outcome = await job.run({ from: at(day), to: at(day) }, context)
    const open = await readOpen(test.warehouse.app, at(day))
    return {
      open: open.map(({ org, item, severity, words }) => `${org} ${item} ${severity} ${words}`),
      rows: typeof outcome === 'number' ? outcome : outcome.rows,
    }
  }

  return {
    get test() {
      return test
    },
    judge,
    openOn: async (rule, day) => (await judge(rule, day)).open,
    compute: to => measures.run({ from: monthOf(at(to)), to: at(to) }, contextOf(test)),
    refresh: () => refreshTree(test.warehouse.app, createLog('test')),
  }
}

export const many = (count: number, row: (i: number) => LogRow) =>
  Array.from({ length: count }, (_, i) => row(i))

/** A row that changes on a day: what it was ends, what it becomes begins. */
export function edited(row: LogRow, day: string, change: LogRow): LogRow[] {
  return [
    { ...row, sign: -1, transition: 'edit_out', day, changed_on: day },
    { ...row, ...change, transition: 'edit_in', day, changed_on: day },
  ]
}
