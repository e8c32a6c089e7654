import { listAccounts } from '../warehouse/accounts/accounts.ts'
import { connectWarehouse } from '../warehouse/clickhouse/attach.ts'
import { runRoom } from '../warehouse/room.ts'
import { startExports } from './exports/worker.ts'
import { startMailbox } from './mail/mailbox.ts'
import { createDownloads, createMailBuilders, createReadiness } from './mail/mailContent.ts'
import { createMailContext } from './mail/mailContext.ts'
import { startMailer } from './mail/mailer.ts'
import { mailingJobs } from './mail/mailingJobs.ts'
import { JOBS } from './registry.ts'
import { createReportSources } from './reportSources.ts'
import { Scheduler } from './scheduler.ts'

await runRoom('jobs', async ({ config, log }) => {
  const { warehouse } = await connectWarehouse(config, 'jobs')
  const now = Date.now
  const sources = createReportSources({ warehouse, config, now })
  const mailbox = config.MAIL_CATCHER ? await startMailbox(config.dataDir, log) : undefined
  const parts = { config, log, warehouse, now, sources }
  const mail = createMailContext({
    ...parts,
    accounts: () => listAccounts(warehouse.app),
    builders: createMailBuilders(parts),
    whyNotReady: createReadiness(parts),
    offerDownload: createDownloads(parts),
    ...(mailbox ? { mailboxPort: mailbox.port } : {}),
  })
  if (!mail) log.info('SMTP_HOST is not set: nothing is mailed')

  const scheduler = new Scheduler({
    jobs: [...JOBS, ...(mail ? mailingJobs(mail) : [])],
    config,
    log,
    warehouse,
  })
  scheduler.start()
  const exports = startExports(parts)
  const mailer = mail ? startMailer(mail) : undefined
  return {
    stop: async () => {
      await Promise.all([scheduler.stop(), exports.stop(), mailer?.stop()])
      await mailbox?.stop()
      await warehouse.close()
    },
  }
})
