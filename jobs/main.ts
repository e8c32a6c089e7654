import { listAccounts } from '../warehouse/control/accounts/accounts.ts'
import { connectWarehouse } from '../warehouse/platform/clickhouse/attach.ts'
import { runRoom } from '../warehouse/platform/room.ts'
import { readKnownReferences } from '../warehouse/reference/knownOrgs.ts'
import { startExports } from './delivery/exports/worker.ts'
import { startMailbox } from './delivery/mail/mailbox.ts'
import { createDownloads, createMailBuilders, createReadiness } from './delivery/mail/mailContent.ts'
import { createMailContext } from './delivery/mail/mailContext.ts'
import { startMailer } from './delivery/mail/mailer.ts'
import { mailingJobs } from './delivery/mail/mailingJobs.ts'
import { createReportSources } from './delivery/reportSources.ts'
import { JOBS } from './registry.ts'
import { Scheduler } from './schedule/scheduler.ts'

await runRoom('jobs', async ({ config, log }) => {
  const { warehouse } = await connectWarehouse(config, 'jobs')
  // a row that is wrong is told at the start, and not by a job in the night
  await readKnownReferences(warehouse.app, config)
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
