import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  combineRatios,
  type EnteredSplit,
  readEnteredSplits,
  type Split,
  type SplitFault,
  splitEntry,
  splitFaults,
} from '../../jobs/retention/enteredSplits.ts'
import { RETENTION_LEVELS, type RetentionLevel } from '../../jobs/retention/levels.ts'
import { type RatioTable, ratiosOn, readRatios, WHOLE } from '../../jobs/retention/ratios.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { enterRow, withdrawRow } from '../../warehouse/reference/enteredRows.ts'
import { accountOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { RatioList, ReferencePreview, SplitInfo } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { dayText } from './dayText.ts'
import { source, withdrawal } from './referenceFields.ts'
import { placeWords } from './referenceWords.ts'

const LEVEL_TITLES: Readonly<Record<RetentionLevel, string>> = {
  grassroots: '基层',
  county: '县级',
  city: '市级',
  province: '省级',
  centre: '中央',
}
const levels = z.object({
  grassroots: z.number(),
  county: z.number(),
  city: z.number(),
  province: z.number(),
  centre: z.number(),
})
const split = z.object({
  id: z.string().nullable().describe('文件中的为 null'),
  from: z.string(),
  levels: levels.describe('万分之几'),
  source: z.string(),
  origin: z.enum(['shipped', 'file', 'page']),
  place: z.string(),
  enteredAt: z.number().nullable(),
  state: z.enum(['in_force', 'coming', 'past', 'withdrawn']),
  withdrawn: z.object({ by: z.string(), at: z.number(), reason: z.string() }).nullable(),
})
const list = z.object({
  splits: z.array(split),
  overrides: z.number().describe('今日在文件中单独规定的组织数'),
  today: z.string(),
})
const newSplit = z.object({ from: dayText, levels, source })
type NewSplit = z.output<typeof newSplit>
const TAGS = ['口径参数']
const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** What each level keeps of the dues: the shares of the file, and those that were entered here. For the whole instance. */
export function ratioRoutes({ config, warehouse, log, now }: ApiContext): FastifyPluginAsyncZod {
  const client = warehouse.app
  const origin = config.RETENTION_RATIOS === undefined ? 'shipped' : 'file'

  async function listed(): Promise<RatioList> {
    const table = readRatios(config)
    const splits = await readEnteredSplits(client)
    const today = dayOf(now())
    const inForce = combineRatios(table, splits)
    const days = [...new Set(inForce.rows.filter(({ org }) => org === '').map(each => each.from))]
      .filter(day => isTold(inForce, day))
      .sort((a, b) => b - a)
    const current = days.find(day => day <= today)
    const stateOf = (day: number) => (day > today ? 'coming' : day === current ? 'in_force' : 'past')
    const entryOf = (day: number) => splits.find(each => !each.isWithdrawn && each.from === day)
    const shown = days.map((day): SplitInfo => {
      const entry = entryOf(day)
      const levels = { ...ratiosOn(inForce, day).levels }
      if (entry) return infoOf(entry, stateOf(day))
      const none = { id: null, enteredAt: null, withdrawn: null, source: '' }
      return { ...none, from: formatDay(day), levels, origin, place: placeWords(table.file), state: stateOf(day) }
    })
    const withdrawn = splits.filter(({ isWithdrawn }) => isWithdrawn).map(each => infoOf(each, 'withdrawn'))
    return {
      splits: [...shown, ...withdrawn],
      overrides: inForce.rows.filter(row => row.org !== '' && row.from <= today && today <= row.to).length,
      today: formatDay(today),
    }
  }

  /** Throws when the split is wrong or contradicts what there is. */
  async function checked(given: NewSplit): Promise<string[]> {
    const table = readRatios(config)
    const splits = await readEnteredSplits(client)
    const faults = splitFaults(table, origin === 'file', splits, given)
    if (faults.length > 0) {
      const isConflict = faults.every(({ field }) => field === 'valid_from')
      throw new RequestError(isConflict ? 'conflict' : 'input', faults.map(faultWords).join('；'))
    }
    return previewWords(combineRatios(table, splits), splits, given, now())
  }

  function note(request: FastifyRequest, action: 'reference_enter' | 'reference_withdraw', detail: string) {
    const { login } = accountOf(request)
    return audit(client, log, { at: now(), login, action, org: ROOT.id, detail, address: request.ip })
  }

  return async app => {
    app.get(
      '/api/ratios',
      {
        config: { access: 'operator' },
        schema: { summary: '团费留存比例', tags: TAGS, response: { 200: list, 401: errorBody, 403: errorBody } },
      },
      () => listed(),
    )
    app.post(
      '/api/ratios/check',
      {
        config: { access: 'operator' },
        schema: {
          summary: '录入留存比例前检查',
          description: '说明会改变什么；有误的指出是哪一项。不保存。',
          tags: TAGS,
          body: newSplit,
          response: { 200: z.object({ words: z.array(z.string()) }), ...refusals },
        },
      },
      async (request): Promise<ReferencePreview> => ({ words: await checked(request.body) }),
    )
    app.post(
      '/api/ratios',
      {
        config: { access: 'operator' },
        schema: { summary: '录入留存比例', tags: TAGS, body: newSplit, response: { 200: list, ...refusals } },
      },
      async (request): Promise<RatioList> => {
        await checked(request.body)
        await enterRow(client, splitEntry(request.body), accountOf(request).login, now())
        const { from, levels, source } = request.body
        await note(request, 'reference_enter', `团费留存比例，自 ${formatDay(from)} 起：${splitWords(levels)}，${source}`)
        return listed()
      },
    )
    app.post(
      '/api/ratios/:id/withdraw',
      {
        config: { access: 'operator' },
        schema: {
          summary: '撤回录入的留存比例',
          description: '此后不再适用，此前的规定恢复；记录保留。',
          tags: TAGS,
          params: z.object({ id: z.string().max(200, { error: '编号无效' }) }),
          body: withdrawal,
          response: { 200: list, ...refusals },
        },
      },
      async (request): Promise<RatioList> => {
        const splits = await readEnteredSplits(client)
        const found = splits.find(({ id, isWithdrawn }) => id === request.params.id && !isWithdrawn)
        if (!found) throw new RequestError('not_found', '没有这一行，或它已经撤回')
        const { login } = accountOf(request)
        const { reason } = request.body
        await withdrawRow(client, found.id, { login, reason }, now())
        await note(request, 'reference_withdraw', `团费留存比例，自 ${formatDay(found.from)} 起：${reason}`)
        return listed()
      },
    )
  }
}

/** Every level has a ratio on that day. */
function isTold({ rows }: RatioTable, day: number): boolean {
  return RETENTION_LEVELS.every(level =>
    rows.some(row => row.org === '' && row.level === level && row.from <= day && day <= row.to),
  )
}

function infoOf(entry: EnteredSplit, state: SplitInfo['state']): SplitInfo {
  const { id, from, levels, source, enteredBy, enteredAt, withdrawn } = entry
  return {
    id: state === 'withdrawn' ? null : id,
    from: formatDay(from),
    levels: { ...levels },
    source,
    origin: 'page',
    place: enteredBy,
    enteredAt,
    state,
    withdrawn: withdrawn ?? null,
  }
}

function faultWords(fault: SplitFault): string {
  switch (fault.reason) {
    case 'not_a_share':
      return `${LEVEL_TITLES[fault.field]}：须为 0 至 ${WHOLE} 的整数（万分之几），不能为负`
    case 'not_whole':
      return `比例：各级合计为 ${fault.sum / 100}%，须为 100%`
    case 'taken':
      return `自何日起：${fault.by.enteredBy} 已录入同一日的比例，请先撤回它或换一日`
    case 'file':
      return `自何日起：与文件中的比例有重叠或空缺，请改用更晚的日期，或修改文件（${fault.words}）`
  }
}

/** What a split changes, sentence by sentence. */
function previewWords(
  inForce: RatioTable,
  splits: readonly EnteredSplit[],
  { from, levels }: NewSplit,
  now: number,
): string[] {
  const hasBefore = isTold(inForce, from - 1)
  const next = splits.filter(each => !each.isWithdrawn && each.from > from).map(each => each.from)
  const days = `自 ${formatDay(from)} 起${next.length > 0 ? `至 ${formatDay(Math.min(...next) - 1)}` : ''}`
  return [
    `${days}，团费留存比例${hasBefore ? `由${splitWords(ratiosOn(inForce, from - 1).levels)}改` : '定'}为${splitWords(levels)}。`,
    from <= dayOf(now)
      ? '已算完的月份不会自动重算，需要时用 npm run job -- backfill retention 补算。'
      : '到那一日为止仍按原来的比例；月末在那一日或之后的月份按新的比例。',
  ]
}

function splitWords(levels: Split): string {
  return RETENTION_LEVELS.map(level => `${LEVEL_TITLES[level]} ${levels[level] / 100}%`).join('、')
}
