import { MAILINGS } from '../../../warehouse/catalogue/mailings.ts'
import type { Job } from '../../schedule/job.ts'
import type { MailContext } from './mailContext.ts'
import { runMailing } from './mailer.ts'
import { periodAt } from './periods.ts'

const VERSION = 1

/**
 * The mailings as scheduled work: a window is a period. Only the latest one is ever due by itself, also after downtime.
 * A paused mailing does nothing; once it is resumed, the mailer starts the period.
 */
export function mailingJobs(mail: MailContext): Job[] {
  return Object.values(MAILINGS).map(mailing => ({
    name: `mail_${mailing.id}`,
    title: mailing.title,
    version: VERSION,
    schedule: mailing.cron,
    windows: (today, since) => {
      let period = periodAt(mailing, today)
      while (period.to + mailing.due.days > today) period = periodAt(mailing, period.from - 1)
      return since !== undefined && since >= period.to ? [] : [{ from: period.from, to: period.to }]
    },
    run: (window, { signal, progress }) =>
      runMailing(mailing, periodAt(mailing, window.from), mail, signal, (done, left) =>
        progress(done / Math.max(1, done + left), `${mailing.title}：已处理 ${done}，剩余 ${left}`),
      ),
  }))
}
