import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { REFERENCE_NAMES, REFERENCE_UNITS, REFERENCE_VALUES } from '../../warehouse/catalogue/referenceValues.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { findOrgs, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import {
  type EnteredRow,
  enterRow,
  type NewRow,
  readEnteredRows,
  withdrawRow,
} from '../../warehouse/reference/enteredRows.ts'
import { previewRow } from '../../warehouse/reference/previewRow.ts'
import { combine } from '../../warehouse/reference/readReferences.ts'
import {
  type ReferenceFiles,
  type ReferenceRow,
  readReferenceFiles,
  subjectOf,
} from '../../warehouse/reference/referenceValues.ts'
import { LEVEL_NAMES } from '../../warehouse/reference/scope.ts'
import { accountOf, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { ReferenceInfo, ReferenceList, ReferencePreview } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { dayText } from './dayText.ts'
import { source, withdrawal } from './referenceFields.ts'
import { faultWords, placeWords, previewWords, scopeWords, valueWords } from './referenceWords.ts'

const LONGEST_VALUE = 20
const UNKNOWN = '没有这一行，或它不在您的数据范围内'

const info = z.object({
  id: z.string().nullable().describe('文件中的行为 null'),
  what: z.enum(REFERENCE_NAMES),
  title: z.string(),
  unit: z.enum(REFERENCE_UNITS),
  scope: z.string().describe('适用范围'),
  from: z.string().describe('自此日起，YYYY-MM-DD'),
  value: z.union([z.number(), z.string()]).nullable().describe('单位为日期的为 YYYY-MM-DD；null 为不再适用'),
  source: z.string().describe('依据'),
  origin: z.enum(['shipped', 'file', 'page']).describe('随产品提供、本单位的文件、在此录入'),
  place: z.string().describe('文件与行号，或录入的账号'),
  enteredAt: z.number().nullable(),
  state: z
    .enum(['in_force', 'coming', 'past', 'displaced', 'withdrawn'])
    .describe('现行、将实行、已过、已让位、已撤回'),
  withdrawn: z.object({ by: z.string(), at: z.number(), reason: z.string() }).nullable(),
  mayWithdraw: z.boolean(),
})
const list = z.object({
  subjects: z.array(
    z.object({ what: z.enum(REFERENCE_NAMES), title: z.string(), unit: z.enum(REFERENCE_UNITS) }),
  ),
  rows: z.array(info),
  today: z.string(),
  isWhole: z.boolean().describe('可以录入适用于地区、层级、全部组织的行'),
})
const newRow = z.object({
  what: z.enum(REFERENCE_NAMES, { error: '没有这个项目' }),
  org: z.string().max(20, { error: '组织编号无效' }).default('').describe('只适用于这个组织；为空则看以下三项'),
  region: z
    .string()
    .regex(/^(\d{2}){0,3}$/, { error: '行政区划代码须为开头的 2、4 或 6 位数字' })
    .default(''),
  level: z.union([z.literal(''), z.enum(LEVEL_NAMES)], { error: '没有这个层级' }).default(''),
  system: z.number().int().min(0).max(255, { error: '系统编号无效' }).default(0).describe('0 为全部系统'),
  from: dayText,
  value: z.string().trim().max(LONGEST_VALUE, { error: '数值过长' }).describe('为空表示自该日起不再适用'),
  source,
})
const TAGS = ['口径参数']
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** Reference values: what the files say and what was entered here, from when on and by whom. */
export function referenceRoutes({ config, warehouse, log, now }: ApiContext): FastifyPluginAsyncZod {
  const { app: client, reader } = warehouse

  async function listed(scope: Scope): Promise<ReferenceList> {
    const files = readReferenceFiles(config)
    const entered = await readEnteredRows(client)
    const all = [...files.shipped, ...files.own, ...entered]
    const orgs = await findOrgs(reader, scope, [...new Set(all.map(row => row.scope.org).filter(Boolean))])
    const isVisible = ({ scope: { org } }: ReferenceRow) => org === '' || scope.org === ROOT.id || orgs.has(org)
    const today = dayOf(now())
    const stateOf = statesOf(files, entered, today)
    const shown = (row: ReferenceRow, entry?: EnteredRow): ReferenceInfo => {
      const { title, unit } = REFERENCE_VALUES[row.what]
      const of = orgs.get(row.scope.org)
      return {
        id: entry?.id ?? null,
        what: row.what,
        title,
        unit,
        scope: scopeWords(row.scope, of ? orgName(of) : `组织 ${row.scope.org}`),
        from: formatDay(row.from),
        value: row.value !== null && unit === '日期' ? formatDay(row.value) : row.value,
        source: row.source,
        origin: entry ? 'page' : files.own.includes(row) ? 'file' : 'shipped',
        place: entry ? entry.enteredBy : placeWords(row.place),
        enteredAt: entry?.enteredAt ?? null,
        state: entry?.isWithdrawn ? 'withdrawn' : stateOf(row),
        withdrawn: entry?.withdrawn ?? null,
        mayWithdraw: entry !== undefined && !entry.isWithdrawn && mayEnter(scope, row.scope.org),
      }
    }
    const rows = [
      ...entered.filter(isVisible).map(row => shown(row, row)),
      ...[...files.own, ...files.shipped].filter(isVisible).map(row => shown(row)),
    ]
    const order = new Map(REFERENCE_NAMES.map((name, i) => [name, i]))
    return {
      subjects: REFERENCE_NAMES.map(what => ({
        what,
        title: REFERENCE_VALUES[what].title,
        unit: REFERENCE_VALUES[what].unit,
      })),
      rows: rows.sort(
        (a, b) =>
          (order.get(a.what) ?? 0) - (order.get(b.what) ?? 0) ||
          compare(a.scope, b.scope) ||
          compare(b.from, a.from),
      ),
      today: formatDay(today),
      isWhole: scope.org === ROOT.id,
    }
  }

  /** The row that is asked for and what it would change; throws when its sender may not enter it, or it is wrong. */
  async function checked(request: FastifyRequest, given: z.output<typeof newRow>) {
    const caller = scopeOf(request)
    const { what, org, region, level, system, from, value, source } = given
    const isOfOrg = org !== '' && org !== ROOT.id
    if (isOfOrg && (region || level || system))
      throw new RequestError('input', '适用范围：指定了组织，就不能再限定地区、层级或系统')
    const found = isOfOrg ? await readOrg(reader, caller, org) : ROOT
    if (!mayEnter(caller, isOfOrg ? found.id : ''))
      throw new RequestError(
        'forbidden',
        '适用范围：只能为下级组织单独规定；适用于本组织、地区、层级或全部组织的由上级或全省管理员录入',
      )
    const row: NewRow = { what, scope: { org: isOfOrg ? found.id : '', region, level, system }, from, value, source }
    const preview = previewRow(readReferenceFiles(config), await readEnteredRows(client), row)
    if (preview.faults.length > 0) {
      const isTaken = preview.faults.some(({ field }) => field !== 'value')
      throw new RequestError(isTaken ? 'conflict' : 'input', preview.faults.map(faultWords).join('；'))
    }
    const words = scopeWords(row.scope, orgName(found))
    return { row, words, preview: previewWords(row, preview, words, now()) }
  }

  function note(request: FastifyRequest, action: 'reference_enter' | 'reference_withdraw', org: string, detail: string) {
    const { login } = accountOf(request)
    return audit(client, log, { at: now(), login, action, org: org || ROOT.id, detail, address: request.ip })
  }

  return async app => {
    app.get(
      '/api/references',
      {
        config: { access: 'admin' },
        schema: {
          summary: '口径参数',
          description: '目标、阈值、期限、权重：文件中的与在此录入的，各自从何日起、依据什么、由谁录入。',
          tags: TAGS,
          response: { 200: list, 401: errorBody, 403: errorBody },
        },
      },
      request => listed(scopeOf(request)),
    )
    app.post(
      '/api/references/check',
      {
        config: { access: 'admin' },
        schema: {
          summary: '录入前检查',
          description: '说明这一行会改变什么；有误的指出是哪一项。不保存。',
          tags: TAGS,
          body: newRow,
          response: { 200: z.object({ words: z.array(z.string()) }), ...refusals },
        },
      },
      async (request): Promise<ReferencePreview> => ({ words: (await checked(request, request.body)).preview }),
    )
    app.post(
      '/api/references',
      {
        config: { access: 'admin' },
        schema: { summary: '录入一行', tags: TAGS, body: newRow, response: { 200: list, ...refusals } },
      },
      async (request): Promise<ReferenceList> => {
        const { row, words } = await checked(request, request.body)
        await enterRow(client, row, accountOf(request).login, now())
        const value = row.value === '' ? '不再适用' : `${row.value} ${REFERENCE_VALUES[row.what].unit}`
        const detail = `${REFERENCE_VALUES[row.what].title}，${words}，自 ${formatDay(row.from)} 起 ${value}，${row.source}`
        await note(request, 'reference_enter', row.scope.org, detail)
        return listed(scopeOf(request))
      },
    )
    app.post(
      '/api/references/:id/withdraw',
      {
        config: { access: 'admin' },
        schema: {
          summary: '撤回录入的一行',
          description: '此后不再适用，此前的规定恢复；记录保留。',
          tags: TAGS,
          params: z.object({ id: z.string().max(200, { error: '编号无效' }) }),
          body: withdrawal,
          response: { 200: list, ...refusals },
        },
      },
      async (request): Promise<ReferenceList> => {
        const caller = scopeOf(request)
        const entered = await readEnteredRows(client)
        const row = entered.find(({ id, isWithdrawn }) => id === request.params.id && !isWithdrawn)
        const org = row?.scope.org ?? ''
        const isVisible = org === '' || caller.org === ROOT.id || (await findOrgs(reader, caller, [org])).has(org)
        if (!row || !isVisible) throw new RequestError('not_found', UNKNOWN)
        if (!mayEnter(caller, org)) throw new RequestError('forbidden', '这一行由上级或全省管理员录入，由其撤回')
        const { login } = accountOf(request)
        await withdrawRow(client, row.id, { login, reason: request.body.reason }, now())
        const detail = `${REFERENCE_VALUES[row.what].title}，自 ${formatDay(row.from)} 起 ${valueWords(row.what, row.value)}：${request.body.reason}`
        await note(request, 'reference_withdraw', org, detail)
        return listed(caller)
      },
    )
  }
}

/** Nobody sets the measure that he is measured by: below the whole tree only for single organisations below the own one. */
function mayEnter(caller: Scope, org: string): boolean {
  return caller.org === ROOT.id || (org !== '' && org !== caller.org)
}

/** How each row stands on a day: of those of the same subject and scope the last one that has begun is in force. */
function statesOf(
  files: ReferenceFiles,
  entered: readonly EnteredRow[],
  today: number,
): (row: ReferenceRow) => ReferenceInfo['state'] {
  const counting = new Set(combine(files, entered))
  const last = new Map<string, number>()
  for (const row of counting)
    if (row.from <= today) last.set(subjectOf(row), Math.max(row.from, last.get(subjectOf(row)) ?? -Infinity))
  return row => {
    if (!counting.has(row)) return 'displaced'
    if (row.from > today) return 'coming'
    return row.from === last.get(subjectOf(row)) ? 'in_force' : 'past'
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
