import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readMailingStates, setPaused } from '../../../jobs/delivery/mail/mailingState.ts'
import { missedPeriods } from '../../../jobs/delivery/mail/missedPeriods.ts'

import {
  dueAt,
  endedPeriods,
  latestDue,
  type MailPeriod,
  periodAfter,
  periodLabelOf,
} from '../../../jobs/delivery/mail/periods.ts'

import { startedPeriods } from '../../../jobs/delivery/mail/startPeriod.ts'
import { BULLETIN_MAILING, MAILINGS, type Mailing } from '../../../warehouse/catalogue/mailings.ts'
import type { Scope } from '../../../warehouse/orgs/scope.ts'
import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { ApiContext } from '../../context.ts'
import { errorBody, RequestError } from '../../http/errors.ts'
import { mailingOf, mailingParams, periodInfo } from './mailingAsks.ts'
import { ADMIN_ROUTE, type Caller, type MailRouteParts } from './mailRouteParts.ts'
import { recipientsInScope } from './recipientsInScope.ts'

/** A year of months, a quarter of weeks. */
const LISTED_PERIODS = 13

const recipient = z.object({
  address: z.string(),
  org: z.string(),
  orgName: z.string(),
  source: z.enum(['account', 'list', 'page']),
})
const mailingInfo = z.object({
  id: z.string(),
  title: z.string(),
  schedule: z.string(),
  isOn: z.boolean().describe('已配置邮件服务器'),
  isPaused: z.boolean(),
  nextAt: z.number().describe('下次发送的时刻，毫秒；暂停时、随通报发送的为 0'),
  nextPeriod: periodInfo.nullable().describe('下次发送的期次；随通报发送的为 null'),
  periods: z.array(periodInfo).describe('可以立即发送的期次：已结束的，新的在前'),
  missedPeriods: z.array(periodInfo).describe('停机或暂停期间错过的期次，不会自动补发'),
  recipients: z.array(recipient),
})
const refusals = { 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** Scheduled mail: what is sent when and to whom; pause and resume. */
export function mailingRoutes(
  { warehouse, now }: Pick<ApiContext, 'warehouse' | 'now'>,
  parts: MailRouteParts,
): FastifyPluginAsyncZod {
  const client = warehouse.app

  return async app => {
    app.get(
      '/api/mailings',
      {
        config: ADMIN_ROUTE,
        schema: {
          summary: '定时邮件',
          tags: ['邮件'],
          response: { 200: z.object({ mailings: z.array(mailingInfo) }) },
        },
      },
      async request => {
        const { scope } = parts.callerOf(request)
        const mailings = await Promise.all(Object.values(MAILINGS).map(each => infoOf(each, scope)))
        return { mailings: [...mailings, await bulletinInfo(scope)] }
      },
    )
    for (const [verb, isPaused, summary] of [
      ['pause', true, '暂停一种定时邮件'],
      ['resume', false, '恢复一种定时邮件'],
    ] as const)
      app.post(
        `/api/mailings/:id/${verb}`,
        {
          config: ADMIN_ROUTE,
          schema: {
            summary,
            tags: ['邮件'],
            params: mailingParams,
            response: { 200: mailingInfo, ...refusals },
          },
        },
        async request => {
          const mailing = request.params.id === BULLETIN_MAILING.id ? undefined : mailingOf(request.params.id)
          const id = mailing?.id ?? BULLETIN_MAILING.id
          const caller = parts.callerOf(request)
          onlyWhole(caller)
          await setPaused(client, id, isPaused, caller.login, now())
          await parts.audit(request, { org: caller.scope.org, detail: `${verb} ${id}` })
          return mailing ? infoOf(mailing, caller.scope) : bulletinInfo(caller.scope)
        },
      )
  }

  /** Bulletins are mailed as they are issued: there is no next period, and nothing that is sent out of turn. */
  async function bulletinInfo(scope: Scope) {
    const { id, title, schedule } = BULLETIN_MAILING
    const [states, recipients] = await Promise.all([
      readMailingStates(client),
      recipientsInScope(warehouse.reader, parts, id, scope),
    ])
    return {
      id,
      title,
      schedule,
      isOn: parts.isOn,
      isPaused: states[id].isPaused,
      nextAt: 0,
      nextPeriod: null,
      periods: [],
      missedPeriods: [],
      recipients,
    }
  }

  async function infoOf(mailing: Mailing, scope: Scope) {
    const [states, started, recipients] = await Promise.all([
      readMailingStates(client),
      startedPeriods(client, mailing.id),
      recipientsInScope(warehouse.reader, parts, mailing.id, scope),
    ])
    const { isPaused } = states[mailing.id]
    const latest = latestDue(mailing, now())
    const next = periodAfter(latest)
    return {
      id: mailing.id,
      title: mailing.title,
      schedule: mailing.schedule,
      isOn: parts.isOn,
      isPaused,
      nextAt: isPaused ? 0 : dueAt(mailing, next),
      nextPeriod: named(next),
      periods: endedPeriods(mailing, dayOf(now()), LISTED_PERIODS).map(named),
      missedPeriods: missedPeriods(mailing, started, latest).map(id => ({
        id,
        label: periodLabelOf(mailing, id),
      })),
      recipients,
    }
  }
}

/** A mailing goes to the whole province: who sees only a part of it does not pause it. */
function onlyWhole({ scope }: Caller): void {
  if (scope.org !== 'root') throw new RequestError('forbidden', '只有全省管理员可以暂停或恢复定时邮件')
}

function named({ id, label }: MailPeriod): z.output<typeof periodInfo> {
  return { id, label }
}
