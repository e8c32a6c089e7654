import { type Mailing, questionsOf } from '../../../warehouse/catalogue/mailings.ts'
import { listAccounts } from '../../../warehouse/control/accounts/accounts.ts'
import { readPublishedOn } from '../../../warehouse/marts/readMonthMart.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../../warehouse/platform/config.ts'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { periodOf } from '../../../warehouse/platform/time/comparison.ts'
import { dayOf, formatDay } from '../../../warehouse/platform/time/day.ts'
import { missingInWords, missingWork } from '../../../warehouse/reports/outlook.ts'
import { summariseTickets } from '../../../warehouse/tickets/summariseTickets.ts'
import { summarise } from '../../alerts/summarise.ts'
import { missingMonths, type UsedReport } from '../../schedule/computedMonths.ts'
import { readOutlooks } from '../../schedule/outlooks.ts'
import { whyIncomplete } from '../../schedule/readiness.ts'
import { titleOf } from '../exports/exportRequest.ts'
import { offerFile } from '../exports/offerFile.ts'
import { writeAnswersWorkbook } from '../workbook/answersWorkbook.ts'
import { MONTHLY_TOPICS } from '../workbook/monthlyBook.ts'
import { buildMonthlyWorkbook } from '../workbook/monthlyWorkbook.ts'
import type { ReportSources } from '../workbook/sources.ts'
import type { MailBuilders, MailFile, MailRecipient } from './builder.ts'
import { createBuilders } from './createBuilders.ts'
import type { MailContext } from './mailContext.ts'
import type { MailPeriod } from './periods.ts'

export interface ContentParts {
  config: Config
  warehouse: Warehouse
  now(): number
  sources: ReportSources
}

// what the workbooks name as the account they were made for
const MAILED = '定时邮件'
/** Alerts that a mail names one by one. */
const MOST_ALERTS = 10
const DOWNLOAD_MS = 7 * 86_400_000

/** The mails of the product: figures of reports, with the monthly workbook or a sheet per report. */
export function createMailBuilders({
  now,
  sources,
  warehouse,
}: Pick<ContentParts, 'now' | 'sources' | 'warehouse'>): MailBuilders {
  const stamp = () => ({ account: MAILED, now: now() })
  return createBuilders({
    readAnswer: (scope, ask) => sources.report(scope, ask),
    monthlyWorkbook: async (scope, { org, month }, signal) => ({
      name: `月报-${formatDay(month).slice(0, 7)}.xlsx`,
      bytes: await buildMonthlyWorkbook(sources, scope, { org, month }, stamp(), { signal }),
    }),
    alerts: (scope, org) => summarise(warehouse.app, scope, org, MOST_ALERTS),
    tickets: (scope, org) => summariseTickets(warehouse.app, scope, org, dayOf(now())),
    reportWorkbook: async (answers, name) => ({ name, bytes: await writeAnswersWorkbook(answers, stamp()) }),
  })
}

/**
 * When the figures of a period may be mailed: once its days are in the logs (a month: once it is published) and jobs have
 * computed what its mail and workbook show.
 */
export function createReadiness({
  config,
  warehouse,
  now,
}: Pick<ContentParts, 'config' | 'warehouse' | 'now'>): MailContext['whyNotReady'] {
  return async (mailing: Mailing, period) => {
    if (mailing.grain === 'month' && (await readPublishedOn(warehouse.app, period.from)) === null)
      return '该月数据尚未发布'
    if (mailing.grain === 'week' && (await whyIncomplete(warehouse.app, config.dataDir, period.to, now())))
      return '该周数据尚未全部入库'
    const missing = await missingMonths(warehouse.app, reportsIn(mailing, period))
    const work = await missingWork(missing, () => readOutlooks({ warehouse, config, now: now() }))
    return work.length > 0 ? work.map(missingInWords).join('；') : undefined
  }
}

/** Every report that the mail of a period or its workbook shows. */
function reportsIn(mailing: Mailing, { to }: MailPeriod): UsedReport[] {
  const inBook = mailing.grain === 'month' ? MONTHLY_TOPICS : []
  return [...questionsOf(mailing), ...inBook.map(report => ({ report, grain: 'month' as const }))].map(
    ({ report, grain }) => ({ report, period: periodOf(grain, to, to) }),
  )
}

/** A file that is too large for a mail is fetched from the portal, by the account that the mail goes to. */
export function createDownloads({
  config,
  warehouse,
  now,
}: Omit<ContentParts, 'sources'>): MailContext['offerDownload'] {
  return async (file: MailFile, { address, org, orgName }: MailRecipient) => {
    if (!file.order) throw new TuanshuError('config', `${file.name} is larger than MAIL_MAX_MB`)
    const accounts = await listAccounts(warehouse.app)
    const account = accounts.find(each => each.isEnabled && each.org === org && each.email === address)
    if (!account || !config.PUBLIC_URL)
      throw new TuanshuError(
        'config',
        `${file.name} is larger than MAIL_MAX_MB, and ${address} has no account to fetch it with, or PUBLIC_URL is not set`,
      )
    const expiresAt = now() + DOWNLOAD_MS
    await offerFile(
      warehouse.app,
      config.dataDir,
      {
        login: account.login,
        scopeOrg: org,
        org,
        kind: file.order.kind,
        parameters: JSON.stringify(file.order),
        title: titleOf(file.order, orgName),
        createdAt: now(),
      },
      { bytes: file.bytes, expiresAt },
    )
    return { url: new URL('/reports/exports', config.PUBLIC_URL).href, expiresAt }
  }
}
