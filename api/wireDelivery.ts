import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createMailBuilders } from '../jobs/delivery/mail/mailContent.ts'
import { createRecipients, DEMO_SENDER } from '../jobs/delivery/mail/mailContext.ts'
import { createReportSources } from '../jobs/delivery/reportSources.ts'
import { listAccounts } from '../warehouse/control/accounts/accounts.ts'
import type { AuditAction } from '../warehouse/contract/auditAction.ts'
import { audit } from '../warehouse/control/accounts/audit.ts'
import { accountOf, scopeOf } from './auth/access.ts'
import type { ApiContext } from './context.ts'
import { exportRoutes } from './routes/exports.ts'
import { deliveryRoutes } from './routes/mail/deliveries.ts'
import { mailboxRoutes } from './routes/mail/mailbox.ts'
import { mailingRoutes } from './routes/mail/mailings.ts'
import { mailPreviewRoutes } from './routes/mail/mailPreview.ts'
import type { MailRouteParts } from './routes/mail/mailRouteParts.ts'
import { recipientRoutes } from './routes/mail/recipients.ts'
import { mailSendRoutes } from './routes/mail/mailSend.ts'

/** Puts the parts together that the routes of exports and mail need, and registers them. */
export async function wireDelivery(app: FastifyInstance, context: ApiContext): Promise<void> {
  const { config, log, warehouse, now } = context
  const callerOf = (request: FastifyRequest) => {
    const { login, role } = accountOf(request)
    return { login, role, scope: scopeOf(request) }
  }
  const write = (login: string, action: AuditAction, org: string, detail: string, address: string) =>
    audit(warehouse.app, log, { at: now(), login, action, org, detail, address })

  const mail: MailRouteParts = {
    callerOf,
    audit: (request, { org, detail }) =>
      write(callerOf(request).login, 'mail_decide', org, detail, request.ip),
    recipients: createRecipients(config, warehouse, log, () => listAccounts(warehouse.app)),
    builders: createMailBuilders({
      now,
      warehouse,
      sources: createReportSources({ warehouse, config, now }),
    }),
    isOn: Boolean(config.SMTP_HOST) || config.MAIL_CATCHER,
    from: config.MAIL_FROM ?? DEMO_SENDER,
    portal: config.PUBLIC_URL,
  }
  await app.register(
    exportRoutes(context, {
      callerOf,
      audit: (request, action, detail) => {
        const { login, scope } = callerOf(request)
        return write(login, action, scope.org, detail, request.ip)
      },
    }),
  )
  await app.register(deliveryRoutes(context, mail))
  await app.register(mailingRoutes(context, mail))
  await app.register(recipientRoutes(context, mail))
  await app.register(mailSendRoutes(context, mail))
  await app.register(mailPreviewRoutes(context, mail))
  await app.register(mailboxRoutes(context, mail))
}
