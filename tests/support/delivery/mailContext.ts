import type { MailBuilders, MailRecipient } from '../../../jobs/delivery/mail/builder.ts'
import type { MailContext } from '../../../jobs/delivery/mail/mailContext.ts'
import type { Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

/** Recipients of a test: `a@city10.example` for organisation 10, and so on. */
export function recipientOf(org: string, address = `a@city${org}.example`): MailRecipient {
  return { address, org, orgName: `组织${org}`, source: 'list' }
}

/** Builders whose mails say for whom, for what and under which scope they were built. */
export const plainBuilders: MailBuilders = {
  monthly: async ({ recipient, scope, period, corrects }) => ({
    subject: `${corrects ? `更正 ${corrects.map(({ value }) => value).join()}：` : ''}城市月报 ${period.label} ${recipient.orgName}`,
    figures: [{ title: '团员', value: scope.org }],
    html: `<p>${scope.org}</p>`,
    text: scope.org,
    attachments: [
      {
        name: `月报${scope.org}.xlsx`,
        bytes: Buffer.from(`workbook of ${scope.org}`),
        order: { kind: 'monthly', org: recipient.org, month: period.id },
      },
    ],
  }),
  weekly: async ({ recipient, scope, period }) => ({
    subject: `每周简报 ${period.label} ${recipient.orgName}`,
    figures: [],
    html: `<p>${scope.org}</p>`,
    text: scope.org,
    attachments: [],
  }),
}

/** A context over a warehouse and a mail server on the local address; `changes` replaces parts of it. */
export function mailContext(
  warehouse: Warehouse,
  port: number,
  recipients: readonly MailRecipient[],
  changes: Partial<MailContext> = {},
): MailContext {
  return {
    log: createLog('test').child({}, { level: 'silent' }),
    warehouse,
    now: Date.now,
    smtp: {
      host: '127.0.0.1',
      port,
      security: 'none',
      timeouts: { connect: 5_000, greeting: 5_000, silence: 5_000 },
    },
    from: '团数 <tuanshu@province.example>',
    maxBytes: 10 * 1_048_576,
    portal: 'https://tuanshu.example',
    recipients: async () => ({ recipients: [...recipients], faults: [] }),
    builders: plainBuilders,
    whyNotReady: async () => undefined,
    offerDownload: async ({ name }) => ({
      url: `https://tuanshu.example/files/${name}`,
      expiresAt: Date.UTC(2026, 11, 1),
    }),
    leaseMs: 30_000,
    ...changes,
  }
}
