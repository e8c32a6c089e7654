import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readOutlooks } from '../../jobs/schedule/outlooks.ts'
import { REPORT_NAMES } from '../../warehouse/catalogue/reports.ts'
import { FIGURE_STATES } from '../../warehouse/contract/figureState.ts'
import { UNITS } from '../../warehouse/contract/unit.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { typedName } from '../../warehouse/control/accounts/typedName.ts'
import { differenceOf } from '../../warehouse/frozen/difference.ts'
import { freezeReports, NotFreezable, reportOn } from '../../warehouse/frozen/freezeReports.ts'
import { CHOSEN_KINDS, FROZEN_KINDS } from '../../warehouse/frozen/frozenSet.ts'
import { type FrozenContent, readFrozen, writeFrozen } from '../../warehouse/frozen/frozenStore.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { dayOf, formatDay, parseDay } from '../../warehouse/platform/time/day.ts'
import type { ReportAnswer } from '../../warehouse/reports/answer.ts'
import { answerReport } from '../../warehouse/reports/answerReport.ts'
import { type ReportClock, readReport } from '../../warehouse/reports/readReport.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { FrozenAnswer, FrozenComparison, FrozenInfo, FrozenList, FrozenReport } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { frozenInfo, frozenInScope, frozenOf } from './frozenSets.ts'

const LONGEST_NAME = 40
const LONGEST_REASON = 200
/** Names that are given with a number. */
const NUMBERED_NAME = /^(通报|考核)〔/

const day = z.string().describe('YYYY-MM-DD')
const info = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(FROZEN_KINDS).describe('年终、迎检、团代会、其他、通报、考核'),
  org: z.string(),
  orgName: z.string(),
  from: day,
  to: day,
  label: z.string(),
  frozenBy: z.string().describe('封存人的账号；定时任务为空'),
  reason: z.string(),
  frozenAt: z.number().describe('毫秒时间戳'),
  asOf: z.number().describe('数据完整到此刻，毫秒时间戳'),
  pages: z.number(),
  checksum: z.string().describe('SHA-256，写法见 warehouse/frozen/checksum.ts'),
})
const isIntact = z.boolean().describe('数字与封存时逐字节一致')
const figure = z.object({
  value: z.number().nullable(),
  state: z.enum(FIGURE_STATES),
  k: z.number().optional(),
  isRounded: z.literal(true).optional(),
})
const comparison = z.object({
  set: info,
  title: z.string(),
  today: day,
  bases: z.object({ frozen: z.enum(['published', 'current']), now: z.enum(['published', 'current']) }),
  columns: z.array(
    z.object({ title: z.string(), group: z.string(), unit: z.enum(UNITS), metric: z.string() }),
  ),
  rows: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['child', 'own', 'item', 'total']),
      cells: z.array(
        z
          .object({ frozen: figure, now: figure, change: z.number().nullable().describe('今天减封存时') })
          .nullable(),
      ),
    }),
  ),
  changed: z.number().describe('不同的格数'),
  compared: z.number().describe('比较的格数'),
  gone: z.array(z.string()).describe('报表中已没有的列'),
})
const name = (most: number, what: string) =>
  typedName(most, {
    empty: `请写明${what}`,
    long: `最多 ${most} 个字`,
    hidden: '不能含有控制字符或不可见的字符',
  })
const order = z.object({
  name: name(LONGEST_NAME, '名称').refine(text => !NUMBERED_NAME.test(text), {
    error: '这样的名称只用于通报和考核',
  }),
  kind: z.enum(CHOSEN_KINDS, { error: `种类只能为 ${CHOSEN_KINDS.join('、')}` }),
  org: z.string().max(20, { error: '组织编号无效' }).default('root'),
  grain: z.enum(['week', 'month', 'quarter', 'year'], { error: '只能为 week、month、quarter 或 year' }),
  day: z
    .string()
    .refine(text => parseDay(text) !== undefined, { error: '日期应为 YYYY-MM-DD 格式的有效日期' })
    .describe('时期内的任一天'),
  reason: name(LONGEST_REASON, '封存的原因'),
  reports: z
    .array(z.enum(REPORT_NAMES, { error: '没有这张报表' }))
    .min(1, { error: '至少选一张报表' })
    .optional()
    .describe('默认为有这种时期的全部报表'),
})
const byId = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, { error: '封存编号无效' }) })
const onPage = byId.extend({ page: z.string().max(80, { error: '没有这一页' }) })
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }
const TAGS = ['封存']

/** Sets of figures that were frozen under a name, as they were then and beside those of today. */
export function frozenRoutes({ config, warehouse, feed, log, now }: ApiContext): FastifyPluginAsyncZod {
  const clock = async (): Promise<ReportClock> => {
    if (!feed.isRunning) await feed.refresh()
    const at = now()
    return {
      now: at,
      completeAt: log => feed.completeAt(log),
      readOutlooks: () => readOutlooks({ warehouse, config, now: at }),
    }
  }

  return async app => {
    app.get(
      '/api/frozen',
      {
        config: { access: 'account' },
        schema: {
          summary: '封存的数据',
          tags: TAGS,
          response: {
            200: z.object({ sets: z.array(info), mayFreeze: z.boolean(), today: day }),
            ...refusals,
          },
        },
      },
      async (request): Promise<FrozenList> => ({
        sets: (await frozenInScope(warehouse, scopeOf(request), CHOSEN_KINDS)).map(frozenInfo),
        mayFreeze: accountOf(request).role === 'admin',
        today: formatDay(dayOf(now())),
      }),
    )
    app.post(
      '/api/frozen',
      {
        config: { access: 'admin' },
        schema: {
          summary: '封存一个时期的数据',
          description:
            '时期须已结束、数据到齐、各项均已计算。封存后不能修改或删除；名称在同一组织内不能重复。',
          tags: TAGS,
          body: order,
          response: { 201: info, ...refusals },
        },
      },
      async (request, reply): Promise<FrozenInfo> => {
        const { name, kind, reason, ...asked } = request.body
        const [scope, account, at] = [scopeOf(request), accountOf(request), await clock()]
        const figures = await figuresOf(scope, asked, at)
        const { pages, ...head } = figures
        const frozen = {
          ...head,
          name,
          kind,
          bulletin: '',
          reason,
          frozenBy: account.login,
          frozenAt: at.now,
        }
        const set = await writeFrozen(warehouse.app, frozen, pages)
        if (!set) throw new RequestError('conflict', `${head.orgName}已有名为“${name}”的封存，请换一个名称`)
        await audit(warehouse.app, log, {
          at: at.now,
          login: account.login,
          action: 'freeze',
          org: set.org,
          detail: `${set.name} ${set.checksum}`,
          address: request.ip,
        })
        return reply.status(201).send(frozenInfo(set))
      },
    )
    app.get(
      '/api/frozen/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '一份封存',
          tags: TAGS,
          params: byId,
          response: {
            200: z.object({
              set: info,
              isIntact,
              pages: z.array(z.object({ page: z.string(), title: z.string() })),
            }),
            ...refusals,
          },
        },
      },
      async (request): Promise<FrozenAnswer> => {
        const content = await contentOf(scopeOf(request), request.params.id)
        return {
          set: frozenInfo(content.set),
          isIntact: content.isIntact,
          pages: content.pages.map(({ page, title }) => ({ page, title })),
        }
      },
    )
    app.get(
      '/api/frozen/:id/pages/:page',
      {
        config: { access: 'account' },
        schema: {
          summary: '封存时的一张报表',
          tags: TAGS,
          params: onPage,
          response: {
            200: z.object({ set: info, answer: z.unknown().describe('ReportAnswer') }),
            ...refusals,
          },
        },
      },
      async (request): Promise<FrozenReport> => {
        const content = await contentOf(scopeOf(request), request.params.id)
        const answer = reportIn(content, request.params.page)
        return { set: frozenInfo(content.set), answer }
      },
    )
    app.get(
      '/api/frozen/:id/pages/:page/difference',
      {
        config: { access: 'account' },
        schema: {
          summary: '封存时与今天的差异',
          description: '今天的数字是报表此刻对同一组织、同一时期的答复；只列出有差异的行和列。',
          tags: TAGS,
          params: onPage,
          response: { 200: comparison, ...refusals },
        },
      },
      async (request): Promise<FrozenComparison> => {
        const scope = scopeOf(request)
        const content = await contentOf(scope, request.params.id)
        const then = reportIn(content, request.params.page)
        const { org, to } = content.set
        const at = await clock()
        const asked = { report: then.report, org, grain: then.period.grain, day: to, rows: then.rowKind }
        const today = answerReport(await readReport(warehouse.reader, scope, asked, at, 'report'))
        return {
          set: frozenInfo(content.set),
          title: then.title,
          today: formatDay(dayOf(at.now)),
          bases: { frozen: then.basis, now: today.basis },
          ...differenceOf(then, today),
        }
      },
    )
  }

  async function figuresOf(
    scope: Scope,
    { org, grain, day, reports }: Pick<z.output<typeof order>, 'org' | 'grain' | 'day' | 'reports'>,
    at: ReportClock,
  ) {
    const asked = {
      org: askedOrg(scope, org),
      grain,
      day: parseDay(day) ?? 0,
      ...(reports ? { reports } : {}),
    }
    try {
      return await freezeReports(warehouse.reader, scope, asked, at)
    } catch (error) {
      if (error instanceof NotFreezable) throw new RequestError(error.code, error.message)
      throw error
    }
  }

  /** The content of a set of reports in the scope; bulletins are read as bulletins. */
  async function contentOf(scope: Scope, id: string): Promise<FrozenContent> {
    return readFrozen(warehouse.app, await frozenOf(warehouse, scope, id, CHOSEN_KINDS))
  }
}

function reportIn({ pages, isIntact }: FrozenContent, page: string): ReportAnswer {
  if (!isIntact)
    throw new RequestError('conflict', '校验不符：这份封存的数字在封存之后被改动过，不能作为依据')
  const found = pages.find(each => each.page === page)
  if (!found) throw new RequestError('not_found', '这份封存中没有这一页')
  return reportOn(found)
}
