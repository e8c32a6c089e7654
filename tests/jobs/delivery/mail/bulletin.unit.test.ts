import { describe, expect, it } from 'vitest'
import { bulletinHtml, bulletinOf, bulletinText } from '../../../../jobs/delivery/mail/bulletin.ts'
import { createBuilders, type MailSources } from '../../../../jobs/delivery/mail/createBuilders.ts'
import { frameMail } from '../../../../jobs/delivery/mail/mailFrame.ts'
import { periodAt } from '../../../../jobs/delivery/mail/periods.ts'
import { MAILINGS, questionsOf } from '../../../../warehouse/catalogue/mailings.ts'
import { METRICS } from '../../../../warehouse/catalogue/metrics.ts'
import { REPORTS, type ReportId } from '../../../../warehouse/catalogue/reports.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'
import type { AnswerCell, ReportAnswer } from '../../../../warehouse/reports/answer.ts'
import { recipientOf } from '../../../support/delivery/mailContext.ts'
import { at } from '../../../warehouse/query/world.ts'

/** An answer of a report whose columns all show `cell`. */
function answerOf(report: ReportId, cell: AnswerCell, changes: Partial<ReportAnswer> = {}): ReportAnswer {
  const { title, department, columns } = REPORTS[report]
  const shown = columns.map(column => {
    const metric = column.kind === 'metric' ? METRICS.get(column.metric) : undefined
    return {
      title: ('title' in column ? column.title : undefined) ?? metric?.title ?? '',
      group: column.group ?? '',
      unit: metric?.unit ?? ('分' as const),
      metric: column.kind === 'metric' ? column.metric : '',
      definition: '',
      compare: [],
      hasTrend: false,
      addsUp: true,
    }
  })
  return {
    report,
    title,
    department,
    remark: '',
    org: { id: '10', name: '共青团<广州>市委员会', level: 3 },
    rowKind: 'children',
    period: { grain: 'month', from: '2026-10-01', to: '2026-10-31', label: '2026年10月', isRunning: false },
    comparisons: { mom: '2026年9月', yoy: '2025年10月' },
    basis: 'published',
    asOf: Date.parse('2026-11-03T23:59:00+08:00'),
    missing: [],
    notes: [],
    headline: `${title}：团员 <b>12</b> 人`,
    columns: shown,
    rows: [],
    total: { id: '10', name: '合计', kind: 'total', canDrill: false, cells: shown.map(() => cell) },
    ...changes,
  }
}
const small = { state: 'suppressed', value: null, k: 3 } as const
const cell = (value: number | null, changes: Pick<AnswerCell, 'mom' | 'yoy'> = {}): AnswerCell => ({
  ...stated(value),
  ...changes,
})

describe('the body', () => {
  const answers = [
    answerOf('member_growth', cell(12, { mom: 0.1, yoy: null })),
    answerOf('dues_collection', small),
  ]
  const bulletin = bulletinOf(MAILINGS.monthly, answers)

  it('shows the figures of the answers it has', () => {
    expect(bulletin.lines).toEqual([
      { title: '团员总数', days: '', value: '12 人', mom: '▲ 10.0%', yoy: '—' },
      { title: '新发展团员数', days: '', value: '12 人', mom: '▲ 10.0%', yoy: '—' },
      { title: '团费收缴率', days: '', value: '<3 人', mom: '', yoy: '' },
      { title: '当月实收团费', days: '', value: '<3 人', mom: '', yoy: '' },
    ])
    expect(bulletin.notes).toEqual([
      '环比：与2026年9月相比；同比：与2025年10月相比。“—”表示没有可比的基数。',
      '口径：已发布数据，组织关系以期末为准；数据截至 2026-11-03 23:59。',
      '“<3”：少于 3 人，为保护个人信息不显示。',
    ])
  })

  it('tells of the month to date apart from the week, with what each is compared', () => {
    const label = '2026年11月1日至22日'
    const week = answerOf('member_growth', cell(12, { mom: 0.1 }), { comparisons: { mom: '上周' } })
    const month = answerOf('dues_collection', cell(500, { mom: 0.2 }), {
      period: { grain: 'month', from: '2026-11-01', to: '2026-11-22', label, isRunning: true },
      comparisons: { mom: '2026年10月1日至22日' },
    })
    const both = bulletinOf(MAILINGS.weekly, [week, month])
    expect(both.lines.map(({ days }) => days)).toEqual([
      '',
      '',
      '',
      `本月至今（${label}）`,
      `本月至今（${label}）`,
    ])
    expect(both.notes[0]).toBe(
      `环比：与上周相比。本月至今（${label}）环比：与2026年10月1日至22日相比。“—”表示没有可比的基数。`,
    )
    expect(bulletinHtml(both).split(label)).toHaveLength(3)
    expect(bulletinText(both)).toContain(`\n\n本月至今（${label}）\n当月实收团费：5.00 元`)
  })

  it('names figures that every mailing finds in its reports', () => {
    for (const mailing of Object.values(MAILINGS)) {
      const all = [...new Set(mailing.figures.map(({ report }) => report))]
      expect(
        bulletinOf(
          mailing,
          all.map(report => answerOf(report, cell(1))),
        ).lines,
      ).toHaveLength(mailing.figures.length)
      for (const { report, grain } of questionsOf(mailing))
        expect([report, REPORTS[report].grains]).toEqual([report, expect.arrayContaining([grain])])
      // one report is asked about one kind of period
      expect(questionsOf(mailing)).toHaveLength(all.length)
    }
  })

  it('escapes what comes from data, and says the same as text', () => {
    const html = bulletinHtml(bulletin)
    expect(html).toContain('&lt;b&gt;12&lt;/b&gt;')
    expect(html).toContain('&lt;3')
    expect(html).not.toMatch(/<b>|<script|<style|class=/)
    const text = bulletinText(bulletin)
    expect(text).toContain('团员总数：12 人，环比 ▲ 10.0%，同比 —')
    expect(text).toContain('数据截至 2026-11-03 23:59')
  })

  it('has a frame that always says what comes with it', () => {
    const content = { subject: '城市月报 <2026>', html: '<p>x</p>', text: 'x' }
    const none = frameMail(content, [], undefined)
    expect(none.text).toContain('本邮件没有附件')
    const two = frameMail(
      content,
      [{ name: '<a>.xlsx', bytes: 1_500_000, how: 'attached' }],
      'https://t.example/?a&b',
    )
    expect(two.html).toContain('&lt;a&gt;.xlsx（1.4 MB）')
    expect(two.html).toContain('城市月报 &lt;2026&gt;')
    expect(two.html).toContain('https://t.example/?a&amp;b')
    // nothing is fetched from anywhere
    expect(two.html).not.toMatch(/src=|url\(|<link/)
  })
})

describe('the builders', () => {
  it('ask for everything under the recipient’s scope, and name the period in the subject', async () => {
    const asked: string[] = []
    const alertsOf: string[] = []
    const sources: MailSources = {
      readAnswer: async (scope, { report, org, grain, day, until }) => {
        asked.push(`${report} ${scope.org} ${org} ${grain} ${day} ${until}`)
        return answerOf(report, cell(1))
      },
      monthlyWorkbook: async (scope, { org, month }) => {
        asked.push(`workbook ${scope.org} ${org} ${month}`)
        return { name: '月报.xlsx', bytes: Buffer.from('m') }
      },
      reportWorkbook: async (answers, name) => ({ name, bytes: Buffer.from(String(answers.length)) }),
      alerts: async (scope, org) => {
        alertsOf.push(`${scope.org} ${org}`)
        return { judgedOn: at('2026-10-25'), open: { amber: 0, red: 0 }, first: [], doubts: [] }
      },
      tickets: async () => ({
        toExplain: ['2026年10月团员总数，期限2026年11月13日'],
        toDecide: ['团荔湾区委：2026年10月<团组织总数>'],
        late: [],
      }),
    }
    const builders = createBuilders(sources)
    const request = (mailing: 'monthly' | 'weekly') => ({
      recipient: recipientOf('10'),
      scope: { org: '10' },
      period: periodAt(MAILINGS[mailing], at('2026-10-20')),
      signal: new AbortController().signal,
    })
    const monthly = await builders.monthly(request('monthly'))
    expect(monthly.subject).toBe('城市月报 2026年10月 组织10')
    expect(asked).toContain(`workbook 10 10 ${at('2026-10-01')}`)
    expect(asked).toContain(`dues_retention 10 10 month ${at('2026-10-31')} ${at('2026-10-31')}`)
    expect(monthly.attachments[0]?.order).toEqual({ kind: 'monthly', org: '10', month: '2026-10' })
    asked.length = 0
    const weekly = await builders.weekly(request('weekly'))
    expect(alertsOf).toEqual(['10 10'])
    expect(weekly.text).toContain('预警\n没有未解除的预警（判断至2026年10月25日）。')
    expect(weekly.text).toContain(
      '书面说明\n待本组织书面说明 1 条：\n▲ 2026年10月团员总数，期限2026年11月13日\n待本组织审定 1 条：',
    )
    expect(weekly.html).toContain('2026年10月&lt;团组织总数&gt;')
    expect(monthly.text).not.toContain('预警')
    expect(monthly.text).not.toContain('书面说明')
    expect(weekly.subject).toBe('每周简报 2026年第43周（10月19日至25日） 组织10')
    expect(weekly.attachments).toEqual([
      {
        name: '每周简报 2026年第43周（10月19日至25日） 组织10.xlsx',
        bytes: Buffer.from('6'),
        order: { kind: 'weekly', org: '10', week: '2026-W43' },
      },
    ])
    expect(asked).toEqual(
      [
        'member_growth 10 10 week',
        'org_structure 10 10 week',
        'org_entry 10 10 week',
        'dues_collection 10 10 month',
        'dues_arrears 10 10 month',
        'activity 10 10 month',
      ].map(question => `${question} ${at('2026-10-25')} ${at('2026-10-25')}`),
    )
  })
})
