import { describe, expect, it } from 'vitest'
import { readJudgements } from '../../../jobs/alerts/readAlerts.ts'
import { tickets } from '../../../jobs/tickets/tickets.ts'
import { monthOf } from '../../../warehouse/platform/time/day.ts'
import { accepted, explained } from '../../../warehouse/tickets/ticket.ts'
import { changeTicket, readTicket } from '../../../warehouse/tickets/ticketStore.ts'
import { at, type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { contextOf } from '../support.ts'
import { edited, many, ruleDesk } from './ruleDesk.ts'
import { org } from './world.ts'

const desk = ruleDesk()
const { compute, judge, openOn, refresh } = desk

describe('the rule', () => {
  it('A8 tells of an organisation without secretary or administrator for too long, and of no post that no source tells', async () => {
    const led = org(300, 21, 'branch', { secretary_key: 7 })
    await sign(desk.test.warehouse, 'org', [led, ...edited(led, '2026-10-10', { secretary_key: 0 })])
    const admin = (owner: number): LogRow => ({
      id: owner,
      org_id: owner,
      account_kind: 'admin',
      status: 'active',
      day: '2025-01-01',
      changed_on: '2025-01-01',
    })
    const orgs = [1, 10, 11, 12, 110, 111, 112, 120, 20, 21, 211, 300]
    await sign(desk.test.warehouse, 'account', orgs.map(admin))
    await sign(desk.test.warehouse, 'account', [
      { ...admin(120), sign: -1, transition: 'leave', day: '2026-10-11' },
    ])
    await refresh()
    const of = (open: readonly string[]) =>
      open.filter(line => line.startsWith('300 ') || line.includes(' admin '))
    expect(of(await openOn('A8', '2026-11-09'))).toEqual([])
    expect((await readJudgements(desk.test.warehouse.app)).get('A8')).toMatchObject({
      doubts: ['unknown_source'],
    })
    expect(of(await openOn('A8', '2026-11-10'))).toEqual([
      '300 secretary amber 没有书记始于 2026年10月10日，超过黄色预警线 30.0 天，自2026年11月10日起',
    ])
    const raised = of(await openOn('A8', '2026-11-11'))
    expect(raised[0]).toBe(
      '120 admin amber 没有管理员始于 2026年10月11日，超过黄色预警线 30.0 天，自2026年11月11日起',
    )
    expect((await judge('A8', '2026-11-12')).rows).toBe(0)
    await sign(
      desk.test.warehouse,
      'org',
      edited({ ...led, secretary_key: 0 }, '2026-11-13', { secretary_key: 8 }),
    )
    await sign(desk.test.warehouse, 'account', [{ ...admin(120), id: 121, day: '2026-11-13' }])
    expect(of(await openOn('A8', '2026-11-13'))).toEqual([])
  })

  it('A9 tells of a change of the month beyond the limit from its ticket on, until an explanation of it is accepted', async () => {
    await sign(
      desk.test.warehouse,
      'member',
      many(97, i => member(211, '2025-01-01', { id: 700 + i, changed_on: '2025-01-01' })),
    )
    await sign(
      desk.test.warehouse,
      'member',
      many(6, i => member(211, '2026-10-13', { id: 800 + i })),
    )
    const night = async (to: string) => {
      const context = contextOf(desk.test, { now: () => Date.parse(`${to}T03:30:00+08:00`) + 86_400_000 })
      for (const window of [
        { from: at('2026-10-01'), to: at('2026-10-31') },
        { from: monthOf(at(to)), to: at(to) },
      ])
        await tickets.run(window, context)
    }
    const of = (open: readonly string[]) => open.filter(line => line.startsWith('20 '))
    expect((await judge('A9', '2026-11-13')).open).toEqual([])
    expect((await readJudgements(desk.test.warehouse.app)).get('A9')).toMatchObject({
      doubts: ['not_computed'],
    })
    await night('2026-11-14')
    expect(of(await openOn('A9', '2026-11-14'))).toEqual([
      '20 members amber 未书面说明的团员总数月度变化 6.0%，超过黄色预警线 5.0%，自2026年11月14日起',
    ])
    const known = await readTicket(desk.test.warehouse.app, '2026-10:members:20')
    if (!known) throw new Error('no ticket')
    const by = { login: 'someone', byOrg: '20', at: Date.parse('2026-11-15T10:00:00+08:00'), dueOn: null }
    const done = accepted(explained(known, '新生入学', by), by)
    expect(await changeTicket(desk.test.warehouse.app, known, done)).toBe(true)
    await night('2026-11-15')
    expect(of(await openOn('A9', '2026-11-15'))).toEqual([])
  })

  it('A10 tells of tasks that are not done after the deadline of the organisation', async () => {
    const open = org(301, 21, 'branch', { is_logged_in: 1 })
    await sign(desk.test.warehouse, 'org', [open])
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
    await sign(desk.test.warehouse, 'org', edited(open, '2026-11-20', { is_info_complete: 1 }))
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
    await sign(desk.test.warehouse, 'admin_regcode', [code])
    expect(await openOn('A11', '2026-11-21')).toEqual([])
    const raised = await openOn('A11', '2026-11-22')
    expect(raised).toEqual([
      '110 next amber 最早的未使用注册码失效于 2026年11月25日，不高于黄色预警线 3.0 天，自2026年11月22日起',
    ])
    expect(await judge('A11', '2026-11-23')).toEqual({ open: raised, rows: 0 })
    await sign(desk.test.warehouse, 'admin_regcode', edited(code, '2026-11-24', { status: 'used' }))
    expect(await openOn('A11', '2026-11-24')).toEqual([])
  })

  it('A13 tells a school of clubs that have not passed when the window of the review has ended', async () => {
    await sign(desk.test.warehouse, 'club', [
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
    await sign(desk.test.warehouse, 'club_annual_review', [review(1, 'submitted'), review(2, 'passed')])
    expect(await openOn('A13', '2026-12-12')).toEqual([])
    const raised = await openOn('A13', '2026-12-13')
    expect(raised).toEqual([
      '110 clubs amber 年审截止后仍未通过的社团 1 个，达到黄色预警线 1 个，自2026年12月13日起',
    ])
    expect(await judge('A13', '2026-12-14')).toEqual({ open: raised, rows: 0 })
    const passed = edited(review(1, 'submitted'), '2026-12-15', { status: 'passed' })
    await sign(desk.test.warehouse, 'club_annual_review', passed)
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
    await sign(desk.test.warehouse, 'education_evaluation', [
      ...graded(0, 12, 'grade_excellent', '2026-12-10'),
      ...graded(12, 24, 'grade_qualified', '2026-12-10'),
    ])
    await compute('2026-12-20')
    expect(await openOn('A12', '2026-12-20')).toEqual([
      '211 excellent amber 优秀团员占比 50.0%，超过黄色预警线 30.0%，自2026年12月起',
    ])
    await sign(desk.test.warehouse, 'education_evaluation', graded(24, 60, 'grade_qualified', '2026-12-30'))
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
})
