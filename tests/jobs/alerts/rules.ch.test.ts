import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOpen } from '../../../jobs/alerts/alertStore.ts'
import { alertsJob } from '../../../jobs/alerts/alerts.ts'
import { countOpen, readAlerts, readJudgements } from '../../../jobs/alerts/readAlerts.ts'
import type { RunOutcome } from '../../../jobs/schedule/job.ts'
import { tickets } from '../../../jobs/tickets/tickets.ts'
import { ALERTS } from '../../../warehouse/catalogue/alerts.ts'
import { ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import { refreshTree } from '../../../warehouse/orgs/refresh.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { monthOf } from '../../../warehouse/platform/time/day.ts'
import { accepted, explained } from '../../../warehouse/tickets/ticket.ts'
import { changeTicket, readTicket } from '../../../warehouse/tickets/ticketStore.ts'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../../support/warehouse.ts'
import { at, type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { contextOf, measuresLike } from '../support.ts'
import { bill, org, plantTroubles } from './world.ts'

/** What this installation sets itself, beside the shipped values. */
const OWN_VALUES = `what,scope,valid_from,value,unit,source
entry_own_due,region:44,2026-10-01,2026-11-17,日期,例
entry_children_due,region:44 level:city,2026-10-01,2026-11-18,日期,例
e_files_target,region:44 level:province,2027-02-01,1000,人,例
e_files_due,region:44 level:province,2027-02-01,2027-02-28,日期,例
`
/** What the rules look at that no log tells at once. */
const measures = measuresLike(/^(EDU0[23]|SPY0[78])$/)
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

/** Judges one rule for the end of a day; resolves to its open alerts, and to how many rows the day wrote. */
async function judge(rule: string, day: string): Promise<{ open: string[]; rows: number }> {
  const context = contextOf(test, { now: () => Date.parse(`${day}T03:40:00+08:00`) + 86_400_000 })
  const job = alertsJob(ALERTS.filter(({ id }) => id === rule))
  const outcome = await job.run({ from: at(day), to: at(day) }, context)
  const open = await readOpen(test.warehouse.app, at(day))
  return {
    open: open.map(({ org, item, severity, words }) => `${org} ${item} ${severity} ${words}`),
    rows: rowsOf(outcome),
  }
}

const rowsOf = (outcome: number | RunOutcome) => (typeof outcome === 'number' ? outcome : outcome.rows)
const openOn = async (rule: string, day: string) => (await judge(rule, day)).open
const compute = (to: string) => measures.run({ from: monthOf(at(to)), to: at(to) }, contextOf(test))
const many = (count: number, row: (i: number) => LogRow) => Array.from({ length: count }, (_, i) => row(i))

/** A row that changes on a day: what it was ends, what it becomes begins. */
function edited(row: LogRow, day: string, change: LogRow): LogRow[] {
  return [
    { ...row, sign: -1, transition: 'edit_out', day, changed_on: day },
    { ...row, ...change, transition: 'edit_in', day, changed_on: day },
  ]
}

// the days of the rules follow one another: no day is judged after a later one
describe('the rule', () => {
  const step = (id: number, name: string, day: string, owner = 111): LogRow => ({
    id,
    org_id: owner,
    transfer_id: id,
    step: name,
    status: 'open',
    opened_at: `${day} 10:00:00`,
    day,
  })

  it('A1 tells before a transfer passes by itself, of the branch and of its superior, until both have decided', async () => {
    const steps = [step(1, 'in_branch', '2026-08-09'), step(2, 'in_superior', '2026-09-04', 110)]
    await sign(test.warehouse, 'transfer_step', steps)
    expect(await openOn('A1', '2026-09-05')).toEqual([
      '111 in_branch amber 等待最久的转入支部审核到达于 2026年8月9日，达到黄色预警线 648.0 小时，自2026年9月5日起',
    ])
    const raised = await openOn('A1', '2026-09-06')
    expect(raised[0]).toBe(
      '110 in_superior amber 等待最久的转入上级审核到达于 2026年9月4日，达到黄色预警线 60.0 小时，自2026年9月6日起',
    )
    expect(await judge('A1', '2026-09-07')).toEqual({ open: raised, rows: 0 })
    await sign(
      test.warehouse,
      'transfer_step',
      steps.flatMap(each => edited(each, '2026-09-08', { status: 'approved' })),
    )
    expect(await openOn('A1', '2026-09-08')).toEqual([])
  })

  it('A2 tells of a transfer that its own side leaves lying', async () => {
    const waiting = step(3, 'out_superior', '2026-09-02', 110)
    await sign(test.warehouse, 'transfer_step', [waiting])
    expect(await openOn('A2', '2026-09-08').then(open => open.length)).toBe(0)
    const raised = await openOn('A2', '2026-09-09')
    expect(raised).toEqual([
      '110 out_superior amber 等待最久的转出上级审核到达于 2026年9月2日，超过黄色预警线 168.0 小时，自2026年9月9日起',
    ])
    expect(await judge('A2', '2026-09-10')).toEqual({ open: raised, rows: 0 })
    await sign(test.warehouse, 'transfer_step', edited(waiting, '2026-09-11', { status: 'returned' }))
    expect(await openOn('A2', '2026-09-11')).toEqual([])
  })

  it('A3 tells of a transfer that the member does not confirm', async () => {
    const waiting = step(4, 'confirm', '2026-10-01')
    await sign(test.warehouse, 'transfer_step', [waiting])
    expect(await openOn('A3', '2026-10-03')).toEqual([])
    const raised = await openOn('A3', '2026-10-04')
    expect(raised).toEqual([
      '111 confirm amber 等待最久的本人确认发出于 2026年10月1日，超过黄色预警线 72.0 小时，自2026年10月4日起',
    ])
    expect(await judge('A3', '2026-10-05')).toEqual({ open: raised, rows: 0 })
    await sign(test.warehouse, 'transfer_step', edited(waiting, '2026-10-06', { status: 'approved' }))
    expect(await openOn('A3', '2026-10-06')).toEqual([])
  })

  it('A4 tells before an appeal comes too late, and no longer afterwards', async () => {
    const returned = (id: number, change: LogRow = {}): LogRow => ({
      id,
      org_id: 111,
      member_id: 500 + id,
      status: 'returned',
      started_on: '2026-08-25',
      ended_on: '2026-09-11',
      day: '2026-09-11',
      ...change,
    })
    await sign(test.warehouse, 'transfer', [
      returned(1),
      // appealed against, started again, and a week later
      returned(2, { org_id: 112 }),
      returned(3, { org_id: 211 }),
      returned(4, {
        org_id: 211,
        member_id: 503,
        status: 'open',
        started_on: '2026-09-20',
        day: '2026-09-20',
      }),
    ])
    await sign(test.warehouse, 'transfer_appeal', [
      { org_id: 11, transfer_id: 2, status: 'submitted', submitted_on: '2026-09-15', day: '2026-09-15' },
    ])
    expect(await openOn('A4', '2026-10-07')).toEqual([])
    const raised = await openOn('A4', '2026-10-08')
    expect(raised).toEqual([
      '111 days amber 未申诉也未重新发起的转接退回于 2026年9月11日，达到黄色预警线 27.0 天，自2026年10月8日起',
    ])
    expect(await judge('A4', '2026-10-11')).toEqual({ open: raised, rows: 0 })
    expect(await openOn('A4', '2026-10-12')).toEqual([])
  })

  it('A6 tells of who is about to be 28, in red when it is near, and of who is and owes dues', async () => {
    const soon = member(112, '2026-10-14', { id: 601, birth_month: '1998-12-01' })
    const over = member(112, '2026-10-14', { id: 602, birth_month: '1998-10-01' })
    await sign(test.warehouse, 'member', [soon, over])
    await sign(test.warehouse, 'dues_bill', [bill(112, 602, '2026-09')])
    expect(await openOn('A6', '2026-10-13')).toEqual([])
    const raised = await openOn('A6', '2026-10-14')
    expect(raised).toEqual([
      '112 next amber 下一名团员满28周岁于 2026年12月1日，不高于黄色预警线 90.0 天，自2026年10月14日起',
      '112 overage amber 超龄未离团（欠费）团员数 1 人，达到黄色预警线 1 人，自2026年10月14日起',
    ])
    expect(await judge('A6', '2026-10-15')).toEqual({ open: raised, rows: 0 })
    const listed = async (reader: string) => {
      const asked = { org: ROOT, reader, isOpen: true, rules: ['A6'], most: 10, skipped: 0 }
      return (await readAlerts(test.warehouse.reader, asked)).alerts.map(({ org: owner }) => owner)
    }
    // of single persons: listed for the branch itself, counted for those above
    expect([await listed('112'), await listed('110'), await listed('root')]).toEqual([['112', '112'], [], []])
    expect(await countOpen(test.warehouse.reader, ROOT)).toEqual([{ rule: 'A6', severity: 'amber', open: 2 }])
    await sign(test.warehouse, 'member', [{ ...over, sign: -1, transition: 'gone', day: '2026-11-01' }])
    expect(await openOn('A6', '2026-11-01')).toEqual([
      '112 next red 下一名团员满28周岁于 2026年12月1日，不高于红色预警线 30.0 天，自2026年10月14日起',
    ])
    await sign(test.warehouse, 'member', [{ ...soon, sign: -1, transition: 'gone', day: '2026-11-02' }])
    expect(await openOn('A6', '2026-11-02')).toEqual([])
  })

  it('A8 tells of an organisation without secretary or administrator for too long, and of no post that no source tells', async () => {
    const led = org(300, 21, 'branch', { secretary_key: 7 })
    await sign(test.warehouse, 'org', [led, ...edited(led, '2026-10-10', { secretary_key: 0 })])
    const admin = (owner: number): LogRow => ({
      id: owner,
      org_id: owner,
      account_kind: 'admin',
      status: 'active',
      day: '2025-01-01',
      changed_on: '2025-01-01',
    })
    const orgs = [1, 10, 11, 12, 110, 111, 112, 120, 20, 21, 211, 300]
    await sign(test.warehouse, 'account', orgs.map(admin))
    await sign(test.warehouse, 'account', [
      { ...admin(120), sign: -1, transition: 'leave', day: '2026-10-11' },
    ])
    await refresh()
    const of = (open: readonly string[]) =>
      open.filter(line => line.startsWith('300 ') || line.includes(' admin '))
    expect(of(await openOn('A8', '2026-11-09'))).toEqual([])
    expect((await readJudgements(test.warehouse.app)).get('A8')).toMatchObject({ doubts: ['unknown_source'] })
    expect(of(await openOn('A8', '2026-11-10'))).toEqual([
      '300 secretary amber 没有书记始于 2026年10月10日，超过黄色预警线 30.0 天，自2026年11月10日起',
    ])
    const raised = of(await openOn('A8', '2026-11-11'))
    expect(raised[0]).toBe(
      '120 admin amber 没有管理员始于 2026年10月11日，超过黄色预警线 30.0 天，自2026年11月11日起',
    )
    expect((await judge('A8', '2026-11-12')).rows).toBe(0)
    await sign(
      test.warehouse,
      'org',
      edited({ ...led, secretary_key: 0 }, '2026-11-13', { secretary_key: 8 }),
    )
    await sign(test.warehouse, 'account', [{ ...admin(120), id: 121, day: '2026-11-13' }])
    expect(of(await openOn('A8', '2026-11-13'))).toEqual([])
  })

  it('A9 tells of a change of the month beyond the limit from its ticket on, until an explanation of it is accepted', async () => {
    await sign(
      test.warehouse,
      'member',
      many(97, i => member(211, '2025-01-01', { id: 700 + i, changed_on: '2025-01-01' })),
    )
    await sign(
      test.warehouse,
      'member',
      many(6, i => member(211, '2026-10-13', { id: 800 + i })),
    )
    const night = async (to: string) => {
      const context = contextOf(test, { now: () => Date.parse(`${to}T03:30:00+08:00`) + 86_400_000 })
      for (const window of [
        { from: at('2026-10-01'), to: at('2026-10-31') },
        { from: monthOf(at(to)), to: at(to) },
      ])
        await tickets.run(window, context)
    }
    const of = (open: readonly string[]) => open.filter(line => line.startsWith('20 '))
    expect((await judge('A9', '2026-11-13')).open).toEqual([])
    expect((await readJudgements(test.warehouse.app)).get('A9')).toMatchObject({ doubts: ['not_computed'] })
    await night('2026-11-14')
    expect(of(await openOn('A9', '2026-11-14'))).toEqual([
      '20 members amber 未书面说明的团员总数月度变化 6.0%，超过黄色预警线 5.0%，自2026年11月14日起',
    ])
    const known = await readTicket(test.warehouse.app, '2026-10:members:20')
    if (!known) throw new Error('no ticket')
    const by = { login: 'someone', byOrg: '20', at: Date.parse('2026-11-15T10:00:00+08:00'), dueOn: null }
    const done = accepted(explained(known, '新生入学', by), by)
    expect(await changeTicket(test.warehouse.app, known, done)).toBe(true)
    await night('2026-11-15')
    expect(of(await openOn('A9', '2026-11-15'))).toEqual([])
  })

  it('A10 tells of tasks that are not done after the deadline of the organisation', async () => {
    const open = org(301, 21, 'branch', { is_logged_in: 1 })
    await sign(test.warehouse, 'org', [open])
    await refresh()
    const of = (lines: readonly string[]) => lines.filter(line => /^(301|10) /.test(line))
    expect(await openOn('A10', '2026-11-17')).toEqual([])
    expect(of(await openOn('A10', '2026-11-18'))).toEqual([
      '10 own amber 本组织未完成的登录、信息任务 2 项，达到黄色预警线 1 项，自2026年11月18日起',
      '301 own amber 本组织未完成的登录、信息任务 1 项，达到黄色预警线 1 项，自2026年11月18日起',
    ])
    expect(of(await openOn('A10', '2026-11-19'))).toContain(
      '10 children amber 未完成的创建直属下级任务 1 项，达到黄色预警线 1 项，自2026年11月19日起',
    )
    await sign(test.warehouse, 'org', edited(open, '2026-11-20', { is_info_complete: 1 }))
    expect(of(await openOn('A10', '2026-11-20')).filter(line => line.startsWith('301'))).toEqual([])
  })

  it('A11 tells whoever issued a registration code before it expires unused', async () => {
    const code: LogRow = {
      id: 1,
      org_id: 111,
      issued_by_org_id: 110,
      status: 'issued',
      issued_on: '2026-11-04',
      expires_on: '2026-11-25',
      day: '2026-11-04',
    }
    await sign(test.warehouse, 'admin_regcode', [code])
    expect(await openOn('A11', '2026-11-21')).toEqual([])
    const raised = await openOn('A11', '2026-11-22')
    expect(raised).toEqual([
      '110 next amber 最早的未使用注册码失效于 2026年11月25日，不高于黄色预警线 3.0 天，自2026年11月22日起',
    ])
    expect(await judge('A11', '2026-11-23')).toEqual({ open: raised, rows: 0 })
    await sign(test.warehouse, 'admin_regcode', edited(code, '2026-11-24', { status: 'used' }))
    expect(await openOn('A11', '2026-11-24')).toEqual([])
  })

  it('A13 tells a school of clubs that have not passed when the window of the review has ended', async () => {
    await sign(test.warehouse, 'club', [
      { id: 1, org_id: 110, status: 'formal', day: '2025-03-01' },
      { id: 2, org_id: 110, status: 'formal', day: '2025-03-01' },
    ])
    const review = (id: number, status: string): LogRow => ({
      id,
      org_id: 110,
      club_id: id,
      review_year: 2026,
      status,
      window_ends_on: '2026-12-12',
      day: '2026-11-15',
    })
    await sign(test.warehouse, 'club_annual_review', [review(1, 'submitted'), review(2, 'passed')])
    expect(await openOn('A13', '2026-12-12')).toEqual([])
    const raised = await openOn('A13', '2026-12-13')
    expect(raised).toEqual([
      '110 clubs amber 年审截止后仍未通过的社团 1 个，达到黄色预警线 1 个，自2026年12月13日起',
    ])
    expect(await judge('A13', '2026-12-14')).toEqual({ open: raised, rows: 0 })
    const passed = edited(review(1, 'submitted'), '2026-12-15', { status: 'passed' })
    await sign(test.warehouse, 'club_annual_review', passed)
    expect(await openOn('A13', '2026-12-15')).toEqual([])
  })

  it('A12 tells a branch of too many that are excellent, and after the deadline of results that are missing', async () => {
    const evaluation = (id: number, grade: string, day: string): LogRow => ({
      id,
      org_id: 211,
      member_id: 700 + id,
      eval_year: 2026,
      grade,
      entered_on: day,
      day,
    })
    const graded = (from: number, to: number, grade: string, day: string) =>
      many(to - from, i => evaluation(from + i, grade, day))
    await sign(test.warehouse, 'education_evaluation', [
      ...graded(0, 12, 'grade_excellent', '2026-12-10'),
      ...graded(12, 24, 'grade_qualified', '2026-12-10'),
    ])
    await compute('2026-12-20')
    expect(await openOn('A12', '2026-12-20')).toEqual([
      '211 excellent amber 优秀团员占比 50.0%，超过黄色预警线 30.0%，自2026年12月起',
    ])
    await sign(test.warehouse, 'education_evaluation', graded(24, 60, 'grade_qualified', '2026-12-30'))
    await compute('2027-01-05')
    const missing = await openOn('A12', '2027-01-05')
    expect(missing).toEqual([
      expect.stringMatching(
        /^211 results amber 团员参评率 \d\d\.\d%，低于黄色预警线 100\.0%，自2027年1月起$/,
      ),
    ])
    await compute('2027-01-06')
    expect(await judge('A12', '2027-01-06')).toEqual({ open: missing, rows: 0 })
  })

  it('A14 tells cities of files without a visit and of tasks that were not done in time', async () => {
    const files = many(12, i => ({
      id: 900 + i,
      org_id: 11,
      kind: 'key_youth',
      status: 'open',
      registered_on: '2026-06-01',
      day: '2026-06-01',
    }))
    const task = (i: number, due: string): LogRow => ({
      id: i,
      org_id: 11,
      case_id: 900,
      status: 'done',
      assigned_on: '2026-12-01',
      due_on: due,
      done_on: i % 2 === 0 ? due : '2027-01-20',
      day: due,
    })
    await sign(test.warehouse, 'special_youth', files)
    await sign(test.warehouse, 'care_record', [
      { org_id: 11, case_id: 1, cared_on: '2026-01-05', day: '2026-01-05' },
    ])
    // the first month of the data is none that a figure of the whole month could be told of
    await sign(test.warehouse, 'care_task', [
      task(200, '2026-11-10'),
      ...many(24, i => task(i, '2026-12-20')),
    ])
    await compute('2027-01-20')
    const of = (open: readonly string[]) => open.filter(line => line.startsWith('10 '))
    const raised = of(await openOn('A14', '2027-01-20'))
    expect(raised).toEqual([
      '10 tasks amber 关爱任务完成率 50.0%，低于黄色预警线 100.0%，自2026年12月起',
      '10 visits amber 超期未走访数 12 件，达到黄色预警线 1 件，自2027年1月起',
    ])
    await sign(
      test.warehouse,
      'care_record',
      many(12, i => ({
        id: 10 + i,
        org_id: 11,
        case_id: 900 + i,
        cared_on: '2027-01-22',
        day: '2027-01-22',
      })),
    )
    await sign(
      test.warehouse,
      'care_task',
      many(20, i => task(100 + 2 * i, '2027-01-25')),
    )
    await compute('2027-01-31')
    expect(of(await openOn('A14', '2027-01-31'))).toEqual([])
  })

  it('A15 tells of a target that is behind its share of the time', async () => {
    const file = (i: number): LogRow => ({
      id: i,
      org_id: 111,
      person_key: i,
      kind: 'member',
      status: 'approved',
      filled_on: '2027-02-01',
      day: i < 520 ? '2027-02-01' : '2027-02-16',
    })
    await sign(
      test.warehouse,
      'e_file',
      many(600, i => file(i + 1)),
    )
    expect(await openOn('A15', '2027-02-14')).toEqual([])
    expect(await openOn('A15', '2027-02-15')).toEqual([
      '1 e_files amber 已录入电子档案数 519 人，低于黄色预警线 536 人（按时间进度，电子档案录入阶段目标（累计） 1,000 人），自2027年2月起',
    ])
    expect(await openOn('A15', '2027-02-16')).toEqual([])
  })

  it('A16 tells of faults of the data that grow by more than the line in a day', async () => {
    const undated = (from: number, to: number, day: string) =>
      sign(
        test.warehouse,
        'member',
        many(to - from, i => member(111, day, { id: 2_000 + from + i, joined_on: '1900-01-01' })),
      )
    await undated(0, 10, '2027-02-17')
    await undated(10, 13, '2027-02-18')
    await undated(13, 17, '2027-02-19')
    expect(await openOn('A16', '2027-02-17')).toEqual([])
    const words = (day: number, now: number, change: string) =>
      `1 joining_date amber 入团日期不详团员数 ${now} 人，较前一日 ▲ ${change}，超过黄色预警线 20.0%，自2027年2月${day}日起`
    expect(await openOn('A16', '2027-02-18')).toEqual([words(18, 13, '30.0%')])
    expect(await openOn('A16', '2027-02-19')).toEqual([words(18, 17, '30.8%')])
    expect(await openOn('A16', '2027-02-20')).toEqual([])
    expect((await readJudgements(test.warehouse.app)).get('A16')).toMatchObject({ doubts: ['not_computed'] })
  })

  it('A17 tells of an export of more rows than one may have', async () => {
    const exported = (id: number, rows: number, day: string): LogRow => ({
      id,
      org_id: 110,
      action: 'export',
      rows_count: rows,
      acted_on: day,
      day,
    })
    await sign(test.warehouse, 'audit_record', [
      exported(1, 10_000, '2027-02-21'),
      exported(2, 12_000, '2027-02-22'),
      exported(3, 15_000, '2027-02-23'),
    ])
    expect(await openOn('A17', '2027-02-21')).toEqual([])
    expect(await openOn('A17', '2027-02-22')).toEqual([
      '110 rows red 当日单次导出 12,000 行，超过红色预警线 10,000 行，自2027年2月22日起',
    ])
    expect(await openOn('A17', '2027-02-23')).toEqual([
      '110 rows red 当日单次导出 15,000 行，超过红色预警线 10,000 行，自2027年2月22日起',
    ])
    expect(await openOn('A17', '2027-02-24')).toEqual([])
  })
})

async function refresh(): Promise<void> {
  await refreshTree(test.warehouse.app, createLog('test'))
}
