import type { ReportId } from './reports.ts'

/** Catalogue of mail that leaves by itself: what is sent, for which periods or on which occasion. */

const PERIOD_MAILING_NAMES = ['monthly', 'weekly'] as const
export type PeriodMailingId = (typeof PERIOD_MAILING_NAMES)[number]
export const MAILING_NAMES = [...PERIOD_MAILING_NAMES, 'bulletin'] as const
export type MailingId = (typeof MAILING_NAMES)[number]

/** A figure named in the body of a mail: the column of a report, its total. */
export interface MailFigure {
  report: ReportId
  metric: string
  /** Heading of the column where a report has several of the metric. */
  column?: string
  /** Of the month up to the end of the period, where the report has no shorter periods. */
  toDate?: 'month'
}

/** A mailing of which every period is mailed. */
export interface Mailing {
  id: PeriodMailingId
  title: string
  grain: 'month' | 'week'
  /** When a period is due: this many days after its last day, at this time in Asia/Shanghai. */
  due: { days: number; hour: number; minute: number }
  /** The same as a cron expression in Asia/Shanghai. */
  cron: string
  /** The same in words. */
  schedule: string
  figures: readonly MailFigure[]
}

/** Every bulletin that is issued, to the units that it names. */
export const BULLETIN_MAILING = { id: 'bulletin', title: '通报', schedule: '发布后即发' } as const

export const MAILINGS: Readonly<Record<PeriodMailingId, Mailing>> = {
  monthly: {
    id: 'monthly',
    title: '城市月报',
    grain: 'month',
    // a month is settled on the third of the next one
    due: { days: 4, hour: 8, minute: 0 },
    cron: '0 8 4 * *',
    schedule: '每月4日 08:00',
    figures: [
      { report: 'member_growth', metric: 'MEM01' },
      { report: 'member_growth', metric: 'MEM07' },
      { report: 'org_structure', metric: 'ORG01' },
      { report: 'org_structure', metric: 'ORG11' },
      { report: 'dues_collection', metric: 'DUE04' },
      { report: 'dues_collection', metric: 'DUE02' },
      { report: 'dues_retention', metric: 'RET01' },
      { report: 'activity', metric: 'ACT01' },
      { report: 'activity', metric: 'ACT08' },
      { report: 'org_entry', metric: 'TRE02', column: '完整率' },
    ],
  },
  weekly: {
    id: 'weekly',
    title: '每周简报',
    grain: 'week',
    due: { days: 1, hour: 8, minute: 30 },
    cron: '30 8 * * 1',
    schedule: '每周一 08:30',
    // what jobs compute, and what is due once a month, is told of the month to date
    figures: [
      { report: 'member_growth', metric: 'MEM01' },
      { report: 'member_growth', metric: 'MEM07' },
      { report: 'member_growth', metric: 'MEM08' },
      { report: 'org_structure', metric: 'ORG01' },
      { report: 'org_entry', metric: 'TRE01', column: '登录率' },
      { report: 'org_entry', metric: 'TRE02', column: '完整率' },
      { report: 'dues_collection', metric: 'DUE02', column: '实收', toDate: 'month' },
      { report: 'dues_collection', metric: 'DUE04', toDate: 'month' },
      { report: 'dues_arrears', metric: 'DUE07', toDate: 'month' },
      { report: 'dues_arrears', metric: 'DUE06', toDate: 'month' },
      { report: 'activity', metric: 'ACT01', toDate: 'month' },
      { report: 'activity', metric: 'ACT05', toDate: 'month' },
    ],
  },
}

/** What a mailing is called. */
export function mailingTitle(id: MailingId): string {
  return id === BULLETIN_MAILING.id ? BULLETIN_MAILING.title : MAILINGS[id].title
}

/** The mailing of periods of this id, or undefined for any other one. */
export function findMailing(id: string): Mailing | undefined {
  return Object.values(MAILINGS).find(mailing => mailing.id === id)
}

/** The reports whose figures a mailing names, each once, and of periods of which grain. */
export function questionsOf({ figures, grain }: Mailing): { report: ReportId; grain: Mailing['grain'] }[] {
  const grains = new Map(figures.map(({ report, toDate }) => [report, toDate ?? grain]))
  return [...grains].map(([report, each]) => ({ report, grain: each }))
}
