import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type AlertNote, acknowledge, readNotes } from '../../jobs/alerts/acknowledge.ts'
import { alertName, isCovered } from '../../jobs/alerts/changesOf.ts'
import {
  type AlertQuery,
  countOpen,
  type LastJudgement,
  type ListedAlert,
  readAlerts,
  readJudgements,
} from '../../jobs/alerts/readAlerts.ts'
import { countsOf, doubtWords } from '../../jobs/alerts/summarise.ts'
import { type AlertRule, SEVERITIES } from '../../warehouse/catalogue/alertRule.ts'
import { ALERTS, findAlert } from '../../warehouse/catalogue/alerts.ts'
import { DEPARTMENTS } from '../../warehouse/catalogue/reports.ts'
import type { Account } from '../../warehouse/control/accounts/account.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { typedName } from '../../warehouse/control/accounts/typedName.ts'
import { findOrgs, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import { accountOf, askedOrg, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { AlertInfo, AlertPage, AlertRuleInfo } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'

const MOST = 100
const LONGEST_NOTE = 200
const LAST_SKIPPED = 100_000

const severity = z.enum(SEVERITIES, { error: '级别只能为 amber 或 red' })
const counts = z.object({ amber: z.number(), red: z.number() }).describe('未解除的黄色、红色预警数')
const note = z.object({
  severity: z.enum(SEVERITIES),
  login: z.string(),
  note: z.string(),
  at: z.number().describe('毫秒'),
})
const alert = z.object({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  org: z.string(),
  orgName: z.string(),
  reportOrg: z.string().describe('在其报表中可看到这个组织'),
  severity: z.enum(SEVERITIES),
  words: z.string(),
  doubt: z.string().describe('最近一次无法判断的原因；能判断为空'),
  raisedOn: z.string(),
  escalatedOn: z.string().nullable().describe('未按时处理而转上级的日期'),
  clearedOn: z.string().nullable().describe('解除的日期；未解除为 null'),
  notes: z.array(note),
  isAcknowledged: z.boolean().describe('此级别已有人确认'),
  mayAcknowledge: z.boolean().describe('当前账号可以确认'),
})
const rule = z.object({
  id: z.string(),
  title: z.string(),
  department: z.string(),
  source: z.string().describe('预警线的依据'),
  report: z.string().describe('可查看明细的报表'),
  to: z.enum(['own', 'superior']).describe('由本组织还是上级处理'),
  judgedOn: z.string().nullable().describe('最近一次判断的日期；尚未判断为 null'),
  isJudged: z.boolean(),
  doubts: z.array(z.string()).describe('无法判断的原因'),
  open: counts,
})
const page = z.object({
  rules: z.array(rule),
  open: counts,
  alerts: z.array(alert),
  total: z.number().describe('符合筛选条件的条数'),
})
const query = z.object({
  state: z
    .enum(['open', 'escalated', 'cleared'], { error: '状态只能为 open、escalated 或 cleared' })
    .default('open'),
  rule: z
    .string()
    .refine(id => findAlert(id) !== undefined, { error: '没有这条预警规则' })
    .optional(),
  department: z.enum(DEPARTMENTS, { error: '没有这个部门' }).optional(),
  severity: severity.optional(),
  org: z.string().max(20, { error: '组织编号无效' }).default(ROOT.id),
  skip: z.coerce
    .number({ error: 'skip 应为整数' })
    .int({ error: 'skip 应为整数' })
    .min(0, { error: 'skip 不能为负' })
    .max(LAST_SKIPPED, { error: `skip 最大为 ${LAST_SKIPPED}` })
    .default(0),
})
const TAGS = ['预警']
const ID = /^(A\d{1,2}):(\d{1,20}):(\w*):(\d{4}-\d{2}-\d{2})$/

/** Alerts of the caller's subtree, and taking note of one. */
export function alertRoutes({ warehouse, log, now }: ApiContext): FastifyPluginAsyncZod {
  const { app: client, reader } = warehouse

  return async app => {
    app.get(
      '/api/alerts',
      {
        config: { access: 'account' },
        schema: {
          summary: '预警',
          description: `按级别和提出日期排列，每页 ${MOST} 条，skip 为略过的条数。`,
          tags: TAGS,
          querystring: query,
          response: { 200: page, 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async (request): Promise<AlertPage> => {
        const { state, rule: id, department, severity: grade, skip } = request.query
        const scope = scopeOf(request)
        const org = await readOrg(reader, scope, askedOrg(scope, request.query.org))
        const rules = ALERTS.filter(
          each => (!id || each.id === id) && (!department || each.department === department),
        )
        const asked: AlertQuery = {
          org,
          reader: scope.org,
          isOpen: state !== 'cleared',
          isEscalated: state === 'escalated',
          rules: rules.map(each => each.id),
          most: MOST,
          skipped: skip,
          ...(grade ? { severity: grade } : {}),
        }
        const [{ alerts, total }, open, judgements] = await Promise.all([
          readAlerts(reader, asked),
          countOpen(reader, org),
          readJudgements(reader),
        ])
        const notes = await readNotes(client, alerts.map(alertName))
        return {
          rules: ALERTS.map(each => ({
            ...ruleInfo(each, judgements.get(each.id)),
            open: countsOf(open.filter(({ rule }) => rule === each.id)),
          })),
          open: countsOf(open),
          alerts: alerts.map(each => alertInfo(each, notes.get(alertName(each)) ?? [], accountOf(request))),
          total,
        }
      },
    )
    app.get(
      '/api/alerts/count',
      {
        config: { access: 'account' },
        schema: {
          summary: '未解除的预警数',
          tags: TAGS,
          response: { 200: counts, 401: errorBody, 403: errorBody, 404: errorBody },
        },
      },
      async request => {
        const scope = scopeOf(request)
        return countsOf(await countOpen(reader, await readOrg(reader, scope, scope.org)))
      },
    )
    app.post(
      '/api/alerts/:id/acknowledge',
      {
        config: { access: 'account' },
        schema: {
          summary: '确认一条预警',
          description: '确认不解除预警；情况好转后自动解除，加重为红色后须再次确认。',
          tags: TAGS,
          params: z.object({ id: z.string().max(60, { error: '预警编号无效' }) }),
          body: z.object({
            note: typedName(LONGEST_NOTE, {
              empty: '请写明如何处理',
              long: `最多 ${LONGEST_NOTE} 个字`,
              hidden: '不能含有控制字符或不可见的字符',
            }),
          }),
          response: { 200: alert, 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody },
        },
      },
      async (request): Promise<AlertInfo> => {
        const { id } = request.params
        const account = accountOf(request)
        const found = await openAlert(id, scopeOf(request))
        if (!found) throw new RequestError('not_found', '没有这条预警，或它已解除')
        const refusal = whyMayNot(found, account)
        if (refusal) throw new RequestError('forbidden', refusal)
        const given = { severity: found.severity, login: account.login, note: request.body.note, at: now() }
        if (!(await acknowledge(client, id, given)))
          throw new RequestError('conflict', '这条预警已有人确认，请刷新')
        await audit(client, log, {
          at: given.at,
          login: account.login,
          action: 'alert_acknowledge',
          org: found.org,
          detail: `${id} ${found.severity}`,
          address: request.ip,
        })
        return alertInfo(found, (await readNotes(client, [id])).get(id) ?? [], account)
      },
    )
  }

  /** The open alert of this id where it lies in the scope. */
  async function openAlert(id: string, scope: Scope): Promise<ListedAlert | undefined> {
    const [, rule, only] = ID.exec(id) ?? []
    if (!rule || !only) return undefined
    const org = (await findOrgs(reader, scope, [only])).get(only)
    if (!org) return undefined
    const asked = { org, only, reader: scope.org, isOpen: true, rules: [rule], most: MOST, skipped: 0 }
    return (await readAlerts(reader, asked)).alerts.find(each => alertName(each) === id)
  }
}

/** Why an account may not take note of an alert that it sees; undefined when it may. */
function whyMayNot({ rule, org }: ListedAlert, account: Account): string | undefined {
  const to = findAlert(rule)?.to
  if (!to) return '这条预警的规则已停用'
  if (!to.roles.some(role => role === account.role)) return '您的账号不处理这类预警'
  // the organisation itself is what its superior is alerted of
  return to.who === 'superior' && account.org === org ? '这条预警由上级组织处理' : undefined
}

function ruleInfo(
  { id, title, department, source, report, to }: AlertRule,
  last: LastJudgement | undefined,
): Omit<AlertRuleInfo, 'open'> {
  return {
    id,
    title,
    department,
    source,
    report,
    to: to.who,
    judgedOn: last ? formatDay(last.day) : null,
    isJudged: last?.isJudged ?? false,
    doubts: (last?.doubts ?? []).map(doubtWords),
  }
}

function alertInfo(found: ListedAlert, notes: readonly AlertNote[], account: Account): AlertInfo {
  const { rule, org, orgName, severity, words, doubt, raisedOn, escalatedOn, clearedOn } = found
  const above = found.path.slice(0, -1)
  const isSeen = account.org === ROOT.id || above.includes(account.org)
  const isAcknowledged = notes.some(each => isCovered(severity, each.severity))
  return {
    id: alertName(found),
    rule,
    title: findAlert(rule)?.title ?? rule,
    org,
    orgName,
    reportOrg: (isSeen ? above.at(-1) : undefined) ?? org,
    severity,
    words,
    doubt: doubt === '' ? '' : doubtWords(doubt),
    raisedOn: formatDay(raisedOn),
    escalatedOn: escalatedOn === null ? null : formatDay(escalatedOn),
    clearedOn: clearedOn === null ? null : formatDay(clearedOn),
    notes: [...notes],
    isAcknowledged,
    mayAcknowledge: clearedOn === null && !isAcknowledged && whyMayNot(found, account) === undefined,
  }
}
