import { describe, expect, it } from 'vitest'
import { countOpen, readAlerts } from '../../../jobs/alerts/readAlerts.ts'
import { ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import { type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { edited, ruleDesk } from './ruleDesk.ts'
import { bill } from './world.ts'

const desk = ruleDesk()
const { judge, openOn } = desk

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
    await sign(desk.test.warehouse, 'transfer_step', steps)
    expect(await openOn('A1', '2026-09-05')).toEqual([
      '111 in_branch amber 等待最久的转入支部审核到达于 2026年8月9日，达到黄色预警线 648.0 小时，自2026年9月5日起',
    ])
    const raised = await openOn('A1', '2026-09-06')
    expect(raised[0]).toBe(
      '110 in_superior amber 等待最久的转入上级审核到达于 2026年9月4日，达到黄色预警线 60.0 小时，自2026年9月6日起',
    )
    expect(await judge('A1', '2026-09-07')).toEqual({ open: raised, rows: 0 })
    await sign(
      desk.test.warehouse,
      'transfer_step',
      steps.flatMap(each => edited(each, '2026-09-08', { status: 'approved' })),
    )
    expect(await openOn('A1', '2026-09-08')).toEqual([])
  })

  it('A2 tells of a transfer that its own side leaves lying', async () => {
    const waiting = step(3, 'out_superior', '2026-09-02', 110)
    await sign(desk.test.warehouse, 'transfer_step', [waiting])
    expect(await openOn('A2', '2026-09-08').then(open => open.length)).toBe(0)
    const raised = await openOn('A2', '2026-09-09')
    expect(raised).toEqual([
      '110 out_superior amber 等待最久的转出上级审核到达于 2026年9月2日，超过黄色预警线 168.0 小时，自2026年9月9日起',
    ])
    expect(await judge('A2', '2026-09-10')).toEqual({ open: raised, rows: 0 })
    await sign(desk.test.warehouse, 'transfer_step', edited(waiting, '2026-09-11', { status: 'returned' }))
    expect(await openOn('A2', '2026-09-11')).toEqual([])
  })

  it('A3 tells of a transfer that the member does not confirm', async () => {
    const waiting = step(4, 'confirm', '2026-10-01')
    await sign(desk.test.warehouse, 'transfer_step', [waiting])
    expect(await openOn('A3', '2026-10-03')).toEqual([])
    const raised = await openOn('A3', '2026-10-04')
    expect(raised).toEqual([
      '111 confirm amber 等待最久的本人确认发出于 2026年10月1日，超过黄色预警线 72.0 小时，自2026年10月4日起',
    ])
    expect(await judge('A3', '2026-10-05')).toEqual({ open: raised, rows: 0 })
    await sign(desk.test.warehouse, 'transfer_step', edited(waiting, '2026-10-06', { status: 'approved' }))
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
    await sign(desk.test.warehouse, 'transfer', [
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
    await sign(desk.test.warehouse, 'transfer_appeal', [
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
    await sign(desk.test.warehouse, 'member', [soon, over])
    await sign(desk.test.warehouse, 'dues_bill', [bill(112, 602, '2026-09')])
    expect(await openOn('A6', '2026-10-13')).toEqual([])
    const raised = await openOn('A6', '2026-10-14')
    expect(raised).toEqual([
      '112 next amber 下一名团员满28周岁于 2026年12月1日，不高于黄色预警线 90.0 天，自2026年10月14日起',
      '112 overage amber 超龄未离团（欠费）团员数 1 人，达到黄色预警线 1 人，自2026年10月14日起',
    ])
    expect(await judge('A6', '2026-10-15')).toEqual({ open: raised, rows: 0 })
    const listed = async (reader: string) => {
      const asked = { org: ROOT, reader, isOpen: true, rules: ['A6'], most: 10, skipped: 0 }
      return (await readAlerts(desk.test.warehouse.reader, asked)).alerts.map(({ org: owner }) => owner)
    }
    // of single persons: listed for the branch itself, counted for those above
    expect([await listed('112'), await listed('110'), await listed('root')]).toEqual([['112', '112'], [], []])
    expect(await countOpen(desk.test.warehouse.reader, ROOT)).toEqual([
      { rule: 'A6', severity: 'amber', open: 2 },
    ])
    await sign(desk.test.warehouse, 'member', [{ ...over, sign: -1, transition: 'gone', day: '2026-11-01' }])
    expect(await openOn('A6', '2026-11-01')).toEqual([
      '112 next red 下一名团员满28周岁于 2026年12月1日，不高于红色预警线 30.0 天，自2026年10月14日起',
    ])
    await sign(desk.test.warehouse, 'member', [{ ...soon, sign: -1, transition: 'gone', day: '2026-11-02' }])
    expect(await openOn('A6', '2026-11-02')).toEqual([])
  })
})
