import type { FastifyRequest } from 'fastify'
import type { MailBuilders } from '../../../jobs/delivery/mail/builder.ts'
import type { Recipients } from '../../../jobs/delivery/mail/recipients.ts'
import type { MailingId } from '../../../warehouse/catalogue/mailings.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import type { Role } from '../../contract.ts'

/** Who sent a request. */
export interface Caller {
  login: string
  role: Role
  scope: Scope
}

/** What the routes about mail are given. */
export interface MailRouteParts {
  callerOf(request: FastifyRequest): Caller
  /** Writes down a deed of the caller. */
  audit(request: FastifyRequest, deed: { org: string; detail: string }): Promise<void>
  /** Who gets a mailing now. */
  recipients(mailing: MailingId): Promise<Recipients>
  builders: MailBuilders
  /** There is a mail server, or the local mailbox. */
  isOn: boolean
  /** Sender, for the Message-ID of deliveries that are asked for. */
  from: string
  /** Address of the portal, when it is known. */
  portal: string | undefined
}

/** Only administrators see and steer the mail. */
export const ADMIN_ROUTE = { access: 'admin' } as const
