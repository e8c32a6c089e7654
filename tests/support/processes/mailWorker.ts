import fs from 'node:fs'
import path from 'node:path'
import { startMailer } from '../../../jobs/delivery/mail/mailer.ts'
import { openWarehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { mailContext, plainBuilders, recipientOf } from '../delivery/mailContext.ts'
import { until } from '../until.ts'

/**
 * Sends mail until it is told to stop, with the settings argv[2]. Its clock is the file `clock` of the directory; it builds
 * nothing while there is a file `hold`. Meant to be killed.
 */
const { connection, port, dir, recipients, leaseMs } = JSON.parse(process.argv[2] ?? '{}')
const warehouse = openWarehouse(connection, 'mail worker')
const hold = path.join(dir, 'hold')
const mailer = startMailer(
  mailContext(
    warehouse,
    port,
    recipients.map((org: string) => recipientOf(org)),
    {
      leaseMs,
      now: () => Number(fs.readFileSync(path.join(dir, 'clock'), 'utf8')),
      builders: {
        ...plainBuilders,
        monthly: async request => {
          await until('permission to build', () => (fs.existsSync(hold) ? undefined : true))
          return plainBuilders.monthly(request)
        },
      },
    },
  ),
  20,
)
process.stdout.write('ready\n')
process.once('SIGTERM', async () => {
  await mailer.stop()
  await warehouse.close()
  process.exit(0)
})
