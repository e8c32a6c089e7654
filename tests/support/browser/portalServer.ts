import type { FastifyReply, FastifyRequest } from 'fastify'
import type {
  AccountInfo,
  AlertPage,
  DeliveryInfo,
  ExportInfo,
  MailingInfo,
  ReportAnswer,
} from '../../../api/contract.ts'
import { registerFiles } from '../../../api/http/page.ts'
import { listMetrics, textOf } from '../../../api/routes/metricList.ts'
import { loadMappings } from '../../../ingest/mapping/load.ts'
import { sourceTablesOf } from '../../../ingest/mapping/sourceTables.ts'
import { type ExportRequest, titleOf } from '../../../jobs/delivery/exports/exportRequest.ts'
import { findMetric } from '../../../warehouse/catalogue/metrics.ts'
import type { Grain } from '../../../warehouse/platform/time/comparison.ts'
import { sampleDeliveries, sampleMailings, sampleMessages, samplePlan } from './mailAnswers.ts'
import { sampleDeadLetters, sampleIngest, sampleJobs } from './opsAnswers.ts'
import { serverOfTheContract } from './productRoutes.ts'
import { orgInfo, SAMPLE_TOPS, sampleAnswer, sampleReports } from './reportAnswers.ts'
import { sampleAlertPage, sampleAlerts } from './sampleAlerts.ts'
import { SampleAssessments } from './sampleAssessments.ts'
import { sampleBulletin } from './sampleBulletin.ts'
import { frozenFrom, sampleDifference, sampleFrozen, sampleFrozenPages } from './sampleFrozen.ts'
import { sampleCampaign, sampleCampaigns } from './sampleTargets.ts'
import { sampleTicketPage, sampleTickets } from './sampleTickets.ts'
import { type SampleOrg, shanghaiDay } from './wallPictures.ts'

export interface PortalServerOptions {
  /** Folder of the built pages. */
  dist: string
  orgs: ReadonlyMap<string, SampleOrg>
  account: AccountInfo
  port?: number
  now?: () => number
  /** Last touch on every report that is answered. */
  alter?: (answer: ReportAnswer) => void
  /** Last touch on every page of alerts that is answered. */
  alterAlerts?: (page: AlertPage) => void
  /** The assessment is not published yet, or Guangzhou has objected to it. */
  hasDraft?: boolean
  hasObjection?: boolean
  /** The account has no targets, nor has anybody below it. */
  hasNoTargets?: boolean
  /** Requests that are answered with 503, as by a proxy whose server is away. */
  lose?: (path: string) => boolean
  /** Answers a path with this status and these words instead. */
  refuse?: (path: string, method: string) => { status: number; message: string } | undefined
}

export interface PortalServer {
  url: string
  /** What was posted or deleted, in order. */
  orders: { method: string; path: string; body: unknown }[]
  /** Moves the exports on: to a share of 1 they are done. */
  advance(share: number): void
  /** The session ends on the server's side. */
  endSessions(): void
  stop(): Promise<void>
}

const SAMPLE_RULES = [
  '10 至 200 个字符',
  '不能包含账号名',
  '除常见词语、连续数字和键盘顺序外，至少有 5 个不同的字符',
  '不能与原密码相同',
]
export const PASSWORD = 'open sesame'

/** The id of the nth export that is asked for. */
export const exportId = (n: number) => n.toString(16).padStart(32, '0')

/** More wrong passwords than this are answered with 429. */
const MOST_TRIES = 3

/**
 * The product's server with the schemas of its routes, whose answers are samples: what the page sends and what it is given are
 * held to the contract, and a page that asks for more than there is gets the product's refusal.
 */
export async function startPortalServer(options: PortalServerOptions): Promise<PortalServer> {
  const { orgs, now = Date.now } = options
  let { account } = options
  const app = await serverOfTheContract(options.dist)
  const orders: PortalServer['orders'] = []
  const sessions = new Set<string>()
  const exports = new Map<string, ExportInfo>()
  let deliveries = sampleDeliveries(now())
  let mailings = sampleMailings(now())
  let alerts = sampleAlerts()
  let tickets = sampleTickets()
  let tries = 0

  const refuse = (reply: FastifyReply, status: number, message: string) =>
    reply.status(status).send({ error: { code: 'test', message, requestId: 'r1' } })

  app.addHook('onRequest', async (request, reply) => {
    if (options.lose?.(request.url)) return reply.status(503).send()
  })
  app.addHook('preHandler', async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (!path.startsWith('/api/')) return
    if (request.method !== 'GET') orders.push({ method: request.method, path, body: request.body })
    const refusal = options.refuse?.(path, request.method)
    if (refusal) return refuse(reply, refusal.status, refusal.message)
    if (path !== '/api/session' && !sessions.has(sessionOf(request))) return refuse(reply, 401, '请先登录')
  })

  app.get('/api/session', async request => ({
    account: sessions.has(sessionOf(request)) ? account : null,
    hasMailbox: true,
  }))
  app.post<{ Body: { login: string; password: string } }>('/api/session', async (request, reply) => {
    if (tries >= MOST_TRIES) return refuse(reply, 429, '尝试次数过多，请 15 分钟后再试')
    if (request.body.password !== PASSWORD) {
      tries++
      return refuse(reply, 401, '账号或密码不正确')
    }
    const id = `s${sessions.size + 1}`
    sessions.add(id)
    return reply

      .header('set-cookie', `sid=${id}; Path=/; HttpOnly; SameSite=Lax`)
      .send({ account, hasMailbox: true })
  })
  app.get('/api/session/password', async () => ({ rules: SAMPLE_RULES }))
  app.post<{ Body: { password: string; newPassword: string } }>(
    '/api/session/password',
    async (request, reply) => {
      if (request.body.password !== PASSWORD) return refuse(reply, 400, '原密码不正确')
      if (request.body.newPassword.length < 10)
        return refuse(reply, 400, `新密码不符合要求：${SAMPLE_RULES[0]}`)
      account = { ...account, hasOneTimePassword: false }
      return { account, hasMailbox: true }
    },
  )
  app.delete('/api/session', async (request, reply) => {
    sessions.delete(sessionOf(request))
    return reply.header('set-cookie', 'sid=; Path=/; Max-Age=0').send({ account: null, hasMailbox: true })
  })

  app.get<{ Querystring: { search?: string } }>('/api/orgs', async request => ({
    orgs: [...orgs.values()]
      .filter(each => each.name.includes(request.query.search ?? ''))
      .map(orgInfo)
      .slice(0, 50),
  }))
  app.get<{ Params: { id: string } }>('/api/orgs/:id', async (request, reply) => {
    const org = orgs.get(request.params.id)
    if (!org) return refuse(reply, 404, '没有这个组织')
    return {
      org: orgInfo(org),
      parents: parentsOf(org).map(orgInfo),
      children: [...orgs.values()].filter(each => each.parent === org).map(orgInfo),
    }
  })

  app.get('/api/reports/:id/tops', async () => ({ tops: SAMPLE_TOPS }))
  app.get('/api/reports', async () => ({ reports: sampleReports(), today: shanghaiDay(now()) }))
  app.get<{
    Params: { id: string }
    Querystring: Record<'org' | 'day' | 'rows' | 'basis', string> & { grain: Grain }
  }>('/api/reports/:id', async (request, reply) => {
    const org = orgs.get(request.query.org)
    if (!org) return refuse(reply, 403, '该组织不在您的数据范围内')
    const answer = sampleAnswer(orgs, { ...request.query, report: request.params.id, org }, now())
    if (!answer) return refuse(reply, 400, '没有这份报表或时期')
    options.alter?.(answer)
    return answer
  })

  app.get('/api/metrics', async () => ({
    metrics: listMetrics(sourceTablesOf(loadMappings(['guangdong']))),
  }))
  app.get<{ Params: { id: string } }>('/api/metrics/:id/since', async () => ({ since: '2024-11-01' }))
  app.get<{ Params: { id: string } }>('/api/metrics/:id/sql', async request => ({
    sql: `-- ${request.params.id}\nselect 1;`,
  }))
  app.get<{ Params: { id: string }; Querystring: Record<'org' | 'from' | 'to', string> }>(
    '/api/metrics/:id',
    async (request, reply) => {
      const { org, from, to } = request.query
      const metric = findMetric(request.params.id)
      if (!metric || !orgs.has(org)) return refuse(reply, 403, '该组织不在您的数据范围内')
      const cell = { org, name: '', bucket: to, item: '', label: '', value: 1_234, state: 'value' }
      return { metric: textOf(metric), from, to, missing: [], cells: [cell] }
    },
  )

  app.post<{ Body: ExportRequest }>('/api/exports', async request => {
    const id = exportId(exports.size + 1)
    const info: ExportInfo = {
      id,
      title: titleOf(request.body, '广东'),
      state: 'queued',
      share: 0,
      rows: 0,
      bytes: 0,
      createdAt: now(),
      expiresAt: 0,
      error: '',
    }
    exports.set(id, info)
    return info
  })
  app.get('/api/exports', async () => ({ exports: [...exports.values()] }))
  app.get<{ Params: { id: string } }>(
    '/api/exports/:id',
    async (request, reply) => exports.get(request.params.id) ?? refuse(reply, 404, '没有这个导出'),
  )
  app.delete<{ Params: { id: string } }>('/api/exports/:id', async (request, reply) => {
    const info = exports.get(request.params.id)
    if (!info) return refuse(reply, 404, '没有这个导出')
    const cancelled: ExportInfo = { ...info, state: 'cancelled' }
    exports.set(info.id, cancelled)
    return cancelled
  })
  app.get<{ Params: { id: string } }>('/api/exports/:id/file', async (request, reply) =>
    reply
      .header('content-disposition', `attachment; filename="${request.params.id}.xlsx"`)
      .type('application/octet-stream')
      .send(Buffer.from('a workbook')),
  )

  app.get<{ Querystring: Partial<Record<'mailing' | 'period' | 'state', string>> }>(
    '/api/deliveries',
    async request => {
      const { mailing, period, state } = request.query
      const fits = (each: DeliveryInfo) =>
        (!mailing || each.mailing === mailing) &&
        (!period || each.period.id === period) &&
        (!state || each.state === state)
      const periods = [...new Map(deliveries.map(each => [each.period.id, each.period])).values()]
      return { deliveries: deliveries.filter(fits), periods, now: now() }
    },
  )
  app.post<{ Params: { id: string }; Body: { action: 'resend' | 'skip' } }>(
    '/api/deliveries/:id/decide',
    async (request, reply) => {
      deliveries = deliveries.map(each =>
        each.id === request.params.id
          ? {
              ...each,
              state: request.body.action === 'resend' ? 'waiting' : 'skipped',
              at: now(),
              retryAt: now(),
            }
          : each,
      )
      return reply.send(deliveries.find(each => each.id === request.params.id))
    },
  )
  app.get('/api/ops/jobs', async () => sampleJobs(now()))
  app.get('/api/ops/ingest', async () => sampleIngest(now()))
  app.get('/api/ops/dead-letters', async () => sampleDeadLetters(now()))
  const alertPage = (query: Record<string, string | undefined> = {}) => {
    const page = sampleAlertPage(alerts, query)
    options.alterAlerts?.(page)
    return page
  }
  app.get<{ Querystring: Record<string, string | undefined> }>('/api/alerts', async request =>
    alertPage(request.query),
  )
  app.get('/api/alerts/count', async () => alertPage().open)
  app.post<{ Params: { id: string }; Body: { note: string } }>(
    '/api/alerts/:id/acknowledge',
    async request => {
      const note = { severity: 'red' as const, login: account.login, note: request.body.note, at: now() }
      alerts = alerts.map(each =>
        each.id === request.params.id
          ? { ...each, isAcknowledged: true, mayAcknowledge: false, notes: [...each.notes, note] }
          : each,
      )
      return alerts.find(each => each.id === request.params.id)
    },
  )
  app.get<{ Querystring: Record<string, string | undefined> }>('/api/tickets', async request =>
    sampleTicketPage(tickets, request.query),
  )
  app.get<{ Params: { id: string } }>('/api/tickets/:id', async request =>
    tickets.find(each => each.id === request.params.id),
  )
  for (const [deed, state, action] of [
    ['explain', 'explained', 'explained'],
    ['accept', 'accepted', 'accepted'],
    ['return', 'returned', 'returned'],
  ] as const)
    app.post<{ Params: { id: string }; Body: { text?: string; reason?: string } }>(
      `/api/tickets/:id/${deed}`,
      async request => {
        const { text = '', reason = text } = request.body
        const done = { action, text: reason, login: account.login, byOrgName: account.orgName, at: now() }
        tickets = tickets.map(each =>
          each.id === request.params.id
            ? {
                ...each,
                state,
                mayExplain: false,
                mayDecide: false,
                version: each.version + 1,
                history: [...each.history, done],
              }
            : each,
        )
        return tickets.find(each => each.id === request.params.id)
      },
    )
  app.get('/api/targets', async () => {
    const campaigns = sampleCampaigns()
    return { campaigns: options.hasNoTargets ? [] : campaigns, today: shanghaiDay(now()) }
  })
  app.get<{ Params: { campaign: string }; Querystring: { org: string; phase?: string } }>(
    '/api/targets/:campaign',
    async (request, reply) => {
      const { org: id, phase } = request.query
      const org = orgs.get(id)
      if (!org) return refuse(reply, 404, '没有这个组织，或它不在您的数据范围内')
      const asked = { id: request.params.campaign, org, ...(phase ? { phase } : {}) }
      return sampleCampaign(orgs, asked) ?? refuse(reply, 404, '没有这项工作')
    },
  )
  app.get('/api/bulletins', async () => ({
    bulletins: [sampleBulletin().info],
    kinds: [{ id: 'entry_progress', title: sampleBulletin().info.title, cadence: 'two_day' }],
    mayIssue: account.role === 'admin',
  }))
  app.post('/api/bulletins', async (_, reply) => reply.status(201).send(sampleBulletin().info))
  app.get('/api/bulletins/:id', async () => sampleBulletin())
  const assessments = new SampleAssessments(account, now)
  if (options.hasDraft) assessments.draft()
  else if (options.hasObjection) assessments.write('raised', '团费收缴率未计补交的 2 个支部')
  app.get('/api/assessments', async () => ({
    org: { id: account.org, name: account.orgName },
    assessments: [assessments.answer().info],
  }))
  app.get('/api/assessments/:id', async () => assessments.answer())
  app.post<{ Body: { weights: Record<string, number> } }>(
    '/api/assessments/:id/trial',
    async (request, reply) => {
      const tried = assessments.tried(request.body.weights)
      return typeof tried === 'string' ? refuse(reply, 400, tried) : tried
    },
  )
  app.post('/api/assessments/:id/publish', async () => assessments.publish())
  for (const [verb, state] of [
    ['object', 'raised'],
    ['uphold', 'upheld'],
    ['reject', 'rejected'],
  ] as const)
    app.post<{ Body: { text: string } }>(`/api/assessments/:id/sheets/:org/${verb}`, async request =>
      assessments.write(state, request.body.text),
    )
  let frozen = sampleFrozen()
  const frozenById = (id: string) => frozen.find(each => each.id === id)
  app.get('/api/frozen', async () => ({
    sets: frozen,
    mayFreeze: account.role === 'admin',
    today: shanghaiDay(now()),
  }))
  app.post<{ Body: Parameters<typeof frozenFrom>[0] }>('/api/frozen', async (request, reply) => {
    if (frozen.some(({ name }) => name === request.body.name))
      return refuse(reply, 409, `已有名为“${request.body.name}”的封存，请换一个名称`)
    const made = frozenFrom(request.body, account.login, now())
    frozen = [made, ...frozen]
    return reply.status(201).send(made)
  })
  app.get<{ Params: { id: string } }>('/api/frozen/:id', async (request, reply) => {
    const set = frozenById(request.params.id)
    return set ? sampleFrozenPages(set) : refuse(reply, 404, '没有这份封存，或它不在您的数据范围内')
  })
  app.get<{ Params: { id: string; page: string } }>('/api/frozen/:id/pages/:page', async (request, reply) => {
    const set = frozenById(request.params.id)
    const [org, [report = '', rows = '']] = [orgs.get(set?.org ?? ''), request.params.page.split(':')]
    const asked = { report, rows, grain: 'month' as const, day: set?.from ?? '', basis: 'published' }
    const answer = org && sampleAnswer(orgs, { ...asked, org }, now())
    if (!set || !answer) return refuse(reply, 404, '这份封存中没有这一页')
    return { set, answer }
  })
  app.get<{ Params: { id: string; page: string } }>(
    '/api/frozen/:id/pages/:page/difference',
    async (request, reply) => {
      const set = frozenById(request.params.id)
      return set ? sampleDifference(set) : refuse(reply, 404, '没有这份封存')
    },
  )
  app.get('/api/mailings', async () => ({ mailings }))
  app.get<{ Params: { id: string }; Querystring: { period: string; correction: boolean } }>(
    '/api/mailings/:id/send',
    async (request, reply) => {
      const mailing = mailings.find(each => each.id === request.params.id)
      const plan = mailing && samplePlan(mailing, request.query.period, request.query.correction)
      return plan ?? refuse(reply, 400, '没有这一期')
    },
  )
  app.post<{ Params: { id: string }; Body: { period: string; count: number; correction?: boolean } }>(
    '/api/mailings/:id/send',
    async (request, reply) => {
      const { period, count, correction = false } = request.body
      const mailing = mailings.find(each => each.id === request.params.id)
      const plan = mailing && samplePlan(mailing, period, correction)
      if (!plan) return refuse(reply, 400, '没有这一期')
      const results = plan.recipients.map(({ address, ...rest }) => ({ recipient: address, ...rest }))
      return { period: plan.period, queued: count, results }
    },
  )
  for (const act of ['pause', 'resume'])
    app.post<{ Params: { id: string } }>(`/api/mailings/:id/${act}`, async request => {
      const { id } = request.params
      const change = (each: MailingInfo): MailingInfo => ({
        ...each,
        isPaused: act === 'pause',
        nextAt: act === 'pause' ? 0 : now() + 86_400_000,
      })
      mailings = mailings.map(each => (each.id === id ? change(each) : each))
      return mailings.find(each => each.id === id)
    })
  app.get<{ Querystring: { recipient: string } }>('/api/mailings/:id/preview', async request => ({
    subject: `团数月报（${request.query.recipient}）`,
    html: '<p style="color:#123">附件为本级月报工作簿。</p>',
    attachments: [{ name: '月报-2026-10.xlsx', bytes: 184_320 }],
  }))
  app.get('/api/mailbox', async () => ({ messages: sampleMessages(now()) }))
  app.get<{ Params: { id: string } }>(
    '/api/mailbox/:id',
    async (request, reply) =>
      sampleMessages(now()).find(each => each.id === request.params.id) ?? refuse(reply, 404, '没有这封邮件'),
  )

  await registerFiles(app, options.dist)
  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  return {
    url,
    orders,
    advance(share) {
      for (const info of exports.values()) {
        if (info.state !== 'queued' && info.state !== 'running') continue
        const done = share >= 1
        exports.set(info.id, {
          ...info,
          state: done ? 'done' : 'running',
          share,
          rows: Math.round(share * 1_200),
          bytes: done ? 184_320 : 0,
          expiresAt: done ? now() + 86_400_000 : 0,
        })
      }
    },
    endSessions: () => sessions.clear(),
    stop: () => app.close(),
  }
}

function sessionOf({ headers }: FastifyRequest): string {
  return /(?:^|;\s*)sid=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? ''
}

function parentsOf(org: SampleOrg): SampleOrg[] {
  return org.parent ? [...parentsOf(org.parent), org.parent] : []
}
