import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acknowledge } from '../../../jobs/alerts/acknowledge.ts'
import type { AlertState } from '../../../jobs/alerts/alert.ts'
import { readOpen } from '../../../jobs/alerts/alertStore.ts'
import { alertsJob } from '../../../jobs/alerts/alerts.ts'
import { alertName } from '../../../jobs/alerts/changesOf.ts'
import { readAlerts, readJudgements } from '../../../jobs/alerts/readAlerts.ts'
import { measures } from '../../../jobs/measures/measures.ts'
import type { JobContext } from '../../../jobs/schedule/job.ts'
import type { AlertRule, MetricCondition } from '../../../warehouse/catalogue/alertRule.ts'
import { ALERTS } from '../../../warehouse/catalogue/alerts.ts'
import { ROOT } from '../../../warehouse/orgs/readOrgs.ts'
import { ask } from '../../../warehouse/query/ask.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'
import { at, member, sign } from '../../warehouse/query/world.ts'
import { contextOf } from '../support.ts'
import { bill, org, payment, plantTroubles } from './world.ts'

let test: TestWarehouse

/** Runs the job for the end of a day, on the morning after it. */
async function judge(day: string, rules: readonly AlertRule[] = ALERTS, change: Partial<JobContext> = {}) {
  const now = () => Date.parse(`${day}T03:40:00+08:00`) + 86_400_000
  const window = { from: at(day), to: at(day) }
  return alertsJob(rules).run(window, contextOf(test, { now, ...change }))
}

const computeArrears = (to: string) =>
  measures.run({ from: at(`${to.slice(0, 7)}-01`), to: at(to) }, contextOf(test))

const open = (day: string) => readOpen(test.warehouse.app, at(day))
const told = (states: readonly AlertState[]) =>
  states.map(({ rule, org, severity, words }) => `${rule} ${org} ${severity} ${words}`)

async function rows(): Promise<unknown[]> {
  const answer = await test.warehouse.app.query({
    query: 'select * from app.ads_alert order by all',
    format: 'JSONCompactEachRow',
  })
  return answer.json<unknown[]>()
}

beforeAll(async () => {
  test = await testWarehouse()
})
afterAll(() => test?.stop())

describe('the alerts of the catalogue', () => {
  it('raise nothing while the logs are empty, and say that nothing can be judged', async () => {
    await judge('2026-11-08')
    expect(await open('2026-11-08')).toEqual([])
    const judgements = await readJudgements(test.warehouse.app)
    expect(judgements.get('A12')).toEqual({
      day: at('2026-11-08'),
      isJudged: false,
      doubts: ['not_computed'],
    })
    expect(judgements.get('A7')).toMatchObject({ isJudged: false, doubts: ['no_data'] })
  })

  it('judge the shape of organisations', async () => {
    await plantTroubles(test.warehouse)
    await judge('2026-11-09')
    expect(told(await open('2026-11-09')).filter(line => line.startsWith('A7'))).toEqual([
      'A7 112 amber 团支部在册团员数 2 人，低于黄色预警线 3 人，自2026年11月9日起',
      'A7 120 amber 本级及下级已建团支部数 0 个，低于黄色预警线 1 个，自2026年11月9日起',
    ])
  })

  it('are not judged where no line is in force, and say so', async () => {
    const judgements = await readJudgements(test.warehouse.app)
    for (const id of ['A10', 'A15'])
      expect(judgements.get(id)).toEqual({ day: at('2026-11-09'), isJudged: false, doubts: ['no_line'] })
  })

  it('raise arrears of three months in amber and of six in red, at the branch', async () => {
    await judge('2026-11-10')
    expect(told((await open('2026-11-10')).filter(({ rule }) => rule === 'A5'))).toEqual([
      'A5 111 amber 欠交最久的团员连续欠交 3 个月，达到黄色预警线 3 个月，自2026年11月9日起',
      'A5 112 red 欠交最久的团员连续欠交 6 个月，达到红色预警线 6 个月，自2026年11月9日起',
    ])
  })

  it('change nothing when a day is judged again', async () => {
    const before = await rows()
    await judge('2026-11-10')
    await judge('2026-11-10')
    expect(await rows()).toEqual(before)
  })

  it('leave what stood when a run is stopped, at its end too', async () => {
    const before = await rows()
    const stopped = new AbortController()
    stopped.abort(new Error('stopped'))
    await expect(judge('2026-11-11', ALERTS, { signal: stopped.signal })).rejects.toThrow()
    const lost = async () => {
      throw new Error('another process took over')
    }
    await expect(judge('2026-11-11', ALERTS, { confirm: lost })).rejects.toThrow('took over')
    expect(await rows()).toEqual(before)
    const left = await test.warehouse.app.query({
      query: "select name from system.tables where name like 'ads_alert_staged%'",
      format: 'JSONEachRow',
    })
    expect(await left.json()).toEqual([])
  })

  it('count the same branches as the metric of hollow and small ones', async () => {
    const { answers } = await ask(
      test.warehouse.reader,
      { org: 'root' },
      [
        {
          name: 'small',
          metrics: ['ORG09'],
          org: 'root',
          rows: 'total',
          from: at('2026-11-10'),
          to: at('2026-11-10'),
          grain: 'all',
        },
      ],
      at('2026-11-11'),
      'report',
    )
    const small = (await open('2026-11-10')).filter(({ rule, item }) => rule === 'A7' && item === 'members')
    expect(answers.get('small')?.cells.map(({ value }) => value)).toEqual([small.length])
  })

  it('clear what was paid, and grow to red when the last member leaves', async () => {
    await sign(test.warehouse, 'dues_payment', [payment(3, 111, 1, '2026-10', '2026-11-11')])
    const gone = ['504', '505'].map(id => ({ id, day: '2026-11-11', sign: -1, transition: 'leave' }))
    await sign(
      test.warehouse,
      'member',
      gone.map(change => member(112, '2025-01-01', change)),
    )
    await judge('2026-11-11')
    expect(told(await open('2026-11-11'))).toEqual([
      'A5 112 red 欠交最久的团员连续欠交 6 个月，达到红色预警线 6 个月，自2026年11月9日起',
      'A7 112 red 团支部在册团员数 0 人，低于红色预警线 1 人，自2026年11月9日起',
      'A7 120 amber 本级及下级已建团支部数 0 个，低于黄色预警线 1 个，自2026年11月9日起',
    ])
    // what was open on an earlier day is still told
    expect(await open('2026-11-10')).toHaveLength(4)
  })

  it('tell since when the oldest transfer waits, from its line on, and write nothing while only time passes', async () => {
    const step = (id: number, at: string, name: string, change = {}) => ({
      id,
      org_id: 111,
      transfer_id: id,
      step: name,
      status: 'open',
      opened_at: `${at} 10:00:00`,
      day: at,
      ...change,
    })
    const decided = step(3, '2026-09-01', 'out_branch')
    await sign(test.warehouse, 'transfer_step', [
      step(1, '2026-10-16', 'in_branch'),
      step(2, '2026-11-10', 'in_branch'),
      decided,
      { ...decided, sign: -1, transition: 'edit_out', day: '2026-09-03' },
      { ...decided, status: 'approved', transition: 'edit_in', day: '2026-09-03' },
      step(4, '2026-11-05', 'out_superior', { org_id: 110 }),
    ])
    const transfers = async (day: string) => {
      await judge(day)
      return told((await open(day)).filter(({ rule }) => rule === 'A1' || rule === 'A2'))
    }
    expect(await transfers('2026-11-12')).toEqual([
      'A1 111 amber 等待最久的转入支部审核到达于 2026年10月16日，达到黄色预警线 648.0 小时，自2026年11月12日起',
      'A2 110 amber 等待最久的转出上级审核到达于 2026年11月5日，超过黄色预警线 168.0 小时，自2026年11月12日起',
    ])
  })

  it('refuse to judge a day before the last one, and more than a day', async () => {
    await expect(judge('2026-11-11')).rejects.toMatchObject({ code: 'conflict' })
    await expect(
      alertsJob(ALERTS).run({ from: at('2026-11-12'), to: at('2026-11-13') }, contextOf(test)),
    ).rejects.toMatchObject({ code: 'input' })
  })

  it('keep the open alerts over the turn of a month, and clear one with its organisation', async () => {
    await sign(test.warehouse, 'org', [
      org(120, 12, 'committee', { sign: -1, transition: 'leave', day: '2026-12-01' }),
    ])
    await judge('2026-11-30')
    await judge('2026-12-01')
    expect((await open('2026-12-01')).map(({ rule, org, raisedOn }) => [rule, org, raisedOn])).toEqual([
      ['A1', '111', at('2026-11-12')],
      ['A2', '110', at('2026-11-12')],
      ['A7', '112', at('2026-11-09')],
    ])
  })
})

describe('a rule', () => {
  const watch = (change: Partial<MetricCondition>, levels: number[]): AlertRule => ({
    id: 'A9',
    title: '例',
    department: '组织部',
    source: '例',
    places: { levels },
    watch: {
      kind: 'metrics',
      conditions: [
        {
          severity: 'amber',
          metric: 'MEM01',
          grain: 'month',
          of: 'value',
          is: 'below',
          line: 4,
          periods: 1,
          item: '',
          ...change,
        },
      ],
    },
    to: { who: 'own', roles: ['committee'] },
    report: 'member_growth',
  })
  const found = async (day: string, rule: AlertRule) => {
    await judge(day, [rule])
    return told(await open(day))
  }

  it('is judged at the organisations of its level only', async () => {
    expect(await found('2026-12-10', watch({}, [3]))).toEqual([
      'A9 20 amber 团员总数 3 人，低于黄色预警线 4 人，自2026年12月起',
    ])
  })

  it('must hold for its periods in a row, and says since the first of them', async () => {
    // two members left on 11 November: city 10 had 6 at the end of October
    const rule = (periods: number) => watch({ is: 'at_most', line: 4, periods }, [3])
    expect(await found('2026-12-11', rule(2))).toEqual([
      'A9 10 amber 连续 2 个月：团员总数 4 人，不高于黄色预警线 4 人，自2026年11月起',
      'A9 20 amber 连续 2 个月：团员总数 3 人，不高于黄色预警线 4 人，自2026年11月起',
    ])
    expect(await found('2026-12-12', rule(3))).toEqual([
      'A9 20 amber 连续 3 个月：团员总数 3 人，不高于黄色预警线 4 人，自2026年10月起',
    ])
  })

  it('tells a change by its size', async () => {
    const rule = watch({ of: 'change', is: 'moves_beyond', line: 0.05 }, [3])
    expect(await found('2026-11-30', rule).catch(error => error.code)).toBe('conflict')
    expect(await found('2026-12-13', rule)).toEqual([])
  })

  it('never holds before the data begin', async () => {
    expect(await found('2026-12-14', watch({ periods: 36 }, [3]))).toEqual([])
  })

  it('that stands on a job is not judged before it has written the day; what is open stays and says why', async () => {
    const rule = watch({ metric: 'DUE08', is: 'at_least', line: 1 }, [6, 7])
    const arrears = async (day: string) => {
      await judge(day, [rule])
      return (await open(day)).map(({ org, doubt }) => [org, doubt])
    }
    await computeArrears('2026-12-14')
    expect(await arrears('2026-12-15')).toEqual([])
    expect((await readJudgements(test.warehouse.app)).get('A9')).toMatchObject({ doubts: ['not_computed'] })
    await sign(
      test.warehouse,
      'dues_bill',
      ['2026-09', '2026-10', '2026-11'].map(month => bill(111, 4, month)),
    )
    await computeArrears('2026-12-16')
    expect(await arrears('2026-12-16')).toEqual([['111', '']])
    expect(await arrears('2026-12-17')).toEqual([['111', 'not_computed']])
  })

  it('goes to the organisation above after the days of its severity without an acknowledgement, and not with one', async () => {
    const rule = watch({ line: 100 }, [3])
    await judge('2026-12-18', [rule])
    const [first] = await open('2026-12-18')
    const note = {
      severity: 'amber',
      login: 'someone',
      note: '已核实',
      at: Date.parse('2026-12-19T09:00:00+08:00'),
    } as const
    const id = first ? alertName(first) : ''
    expect(await Promise.all([1, 2, 3].map(() => acknowledge(test.warehouse.app, id, note)))).toContain(true)
    expect(await acknowledge(test.warehouse.app, id, note)).toBe(false)
    const escalated = async (day: string) => {
      await judge(day, [rule])
      return (await open(day)).map(({ org, escalatedOn }) => [org, escalatedOn])
    }
    expect(await escalated('2026-12-31')).toEqual([
      ['10', null],
      ['20', null],
    ])
    expect(await escalated('2027-01-01')).toEqual([
      ['10', null],
      ['20', at('2027-01-01')],
    ])
    const asked = { org: ROOT, reader: '1', isOpen: true, rules: ['A9'], most: 10, skipped: 0 }
    const { alerts, total } = await readAlerts(test.warehouse.reader, { ...asked, isEscalated: true })
    expect([alerts.map(({ org }) => org), total]).toEqual([['20'], 1])
    // what was open, and with whom, on any day before
    expect((await open('2026-12-31')).map(({ escalatedOn }) => escalatedOn)).toEqual([null, null])
  })
})
