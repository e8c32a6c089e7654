import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  enterRecipient,
  readEnteredRecipients,
  removeRecipient,
} from '../../../jobs/delivery/mail/enteredRecipients.ts'
import { isAddress, normalAddress } from '../../../jobs/delivery/mail/recipientList.ts'
import {
  BULLETIN_MAILING,
  MAILING_NAMES,
  MAILINGS,
  mailingTitle,
} from '../../../warehouse/catalogue/mailings.ts'
import type { AuditAction } from '../../../warehouse/contract/auditAction.ts'
import { orgName } from '../../../warehouse/contract/orgName.ts'
import { audit } from '../../../warehouse/control/accounts/audit.ts'
import { readOrg } from '../../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import { askedOrg } from '../../auth/access.ts'
import type { ApiContext } from '../../context.ts'
import type { RecipientInfo, RecipientPage } from '../../contract.ts'
import { errorBody, RequestError } from '../../http/errors.ts'
import { ADMIN_ROUTE, type Caller, type MailRouteParts } from './mailRouteParts.ts'
import { recipientsInScope } from './recipientsInScope.ts'

const LONGEST_ADDRESS = 200

const recipients = z.object({
  recipients: z.array(
    z.object({
      address: z.string(),
      org: z.string(),
      orgName: z.string(),
      mailings: z.array(z.string()).describe('收到哪几种定时邮件'),
      source: z.enum(['account', 'list', 'page']).describe('账号的邮箱、MAIL_RECIPIENTS 文件、在此录入'),
      enteredBy: z.string().nullable(),
      enteredAt: z.number().nullable(),
    }),
  ),
  mailings: z.array(z.object({ id: z.string(), title: z.string(), schedule: z.string() })),
})
const address = z
  .string({ error: '请填写邮箱地址' })
  .trim()
  .max(LONGEST_ADDRESS, { error: '邮箱地址过长' })
  .refine(isAddress, { error: '邮箱地址无效' })
  .transform(normalAddress)
const org = z.string({ error: '请选择组织' }).max(20, { error: '组织编号无效' })
const newRecipient = z.object({
  address,
  org,
  mailings: z
    .array(z.enum(MAILING_NAMES, { error: '没有这种定时邮件' }))
    .min(1, { error: '请至少选一种定时邮件' })
    .max(MAILING_NAMES.length, { error: '定时邮件重复' }),
})
const TAGS = ['邮件']
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody }

/** Who gets scheduled mail: the accounts, the list of the file, and those that are entered here, which can also be removed here. */
export function recipientRoutes(
  { warehouse, log, now }: Pick<ApiContext, 'warehouse' | 'log' | 'now'>,
  parts: MailRouteParts,
): FastifyPluginAsyncZod {
  const client = warehouse.app

  async function listed(scope: Scope): Promise<RecipientPage> {
    const entered = new Map((await readEnteredRecipients(client)).map(each => [keyOf(each), each]))
    const found = new Map<string, RecipientInfo>()
    for (const mailing of MAILING_NAMES)
      for (const each of await recipientsInScope(warehouse.reader, parts, mailing, scope)) {
        const key = `${each.source} ${keyOf(each)}`
        const entry = each.source === 'page' ? entered.get(keyOf(each)) : undefined
        const mailings = [...(found.get(key)?.mailings ?? []), mailing]
        found.set(key, {
          ...each,
          mailings,
          enteredBy: entry?.changedBy ?? null,
          enteredAt: entry?.at ?? null,
        })
      }
    return {
      recipients: [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
      mailings: [...Object.values(MAILINGS), BULLETIN_MAILING].map(({ id, title, schedule }) => ({
        id,
        title,
        schedule,
      })),
    }
  }

  const note = (caller: Caller, action: AuditAction, about: string, detail: string, ip: string) =>
    audit(client, log, { at: now(), login: caller.login, action, org: about, detail, address: ip })

  return async app => {
    app.get(
      '/api/recipients',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '定时邮件的收件人',
          tags: TAGS,
          response: { 200: recipients, 401: errorBody, 403: errorBody },
        },
      },
      request => listed(parts.callerOf(request).scope),
    )
    app.post(
      '/api/recipients',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '添加收件人',
          description: '收到所绑定组织的数字；已有的改为收所选的几种。',
          tags: TAGS,
          body: newRecipient,
          response: { 200: recipients, ...refusals },
        },
      },
      async (request): Promise<RecipientPage> => {
        const caller = parts.callerOf(request)
        const { address, mailings } = request.body
        const bound = await readOrg(warehouse.reader, caller.scope, askedOrg(caller.scope, request.body.org))
        await enterRecipient(client, { address, org: bound.id, mailings }, caller.login, now())
        const titles = mailings.map(mailingTitle).join('、')
        await note(
          caller,
          'recipient_add',
          bound.id,
          `${address}（${orgName(bound)}）：${titles}`,
          request.ip,
        )
        return listed(caller.scope)
      },
    )
    app.post(
      '/api/recipients/remove',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '移除收件人',
          description: '只能移除在此录入的；账号的邮箱、文件中的在各自的地方改。',
          tags: TAGS,
          body: z.object({ address, org }),
          response: { 200: recipients, ...refusals },
        },
      },
      async (request): Promise<RecipientPage> => {
        const caller = parts.callerOf(request)
        const { address } = request.body
        const bound = await readOrg(warehouse.reader, caller.scope, askedOrg(caller.scope, request.body.org))
        if (!(await removeRecipient(client, { address, org: bound.id }, caller.login, now())))
          throw new RequestError('not_found', '没有这个在此录入的收件人')
        await note(caller, 'recipient_remove', bound.id, `${address}（${orgName(bound)}）`, request.ip)
        return listed(caller.scope)
      },
    )
  }
}

function keyOf({ address, org }: { address: string; org: string }): string {
  return `${org} ${address}`
}
