import { describe, expect, it } from 'vitest'
import { readJudgements } from '../../../jobs/alerts/readAlerts.ts'
import { type LogRow, member, sign } from '../../warehouse/query/world.ts'
import { many, ruleDesk } from './ruleDesk.ts'

const desk = ruleDesk()
const { compute, openOn } = desk

describe('the rule', () => {
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
    await sign(desk.test.warehouse, 'special_youth', files)
    await sign(desk.test.warehouse, 'care_record', [
      { org_id: 11, case_id: 1, cared_on: '2026-01-05', day: '2026-01-05' },
    ])
    // the first month of the data is none that a figure of the whole month could be told of
    await sign(desk.test.warehouse, 'care_task', [
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
      desk.test.warehouse,
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
      desk.test.warehouse,
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
      desk.test.warehouse,
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
        desk.test.warehouse,
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
    expect((await readJudgements(desk.test.warehouse.app)).get('A16')).toMatchObject({
      doubts: ['not_computed'],
    })
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
    await sign(desk.test.warehouse, 'audit_record', [
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
