import { z } from 'zod'
import {
  LONGEST_EXPLANATION,
  LONGEST_REASON,
  TICKET_ACTIONS,
  TICKET_FILTERS,
  TICKET_KINDS,
  TICKET_STATES,
} from '../../warehouse/contract/ticketState.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import { versionFrom, written } from '../http/texts.ts'

/** What the routes of the written explanations take and answer. */

const LAST_SKIPPED = 100_000

const day = z.string().describe('YYYY-MM-DD')
const month = z.string().describe('YYYY-MM')
const kind = z.enum(TICKET_KINDS, { error: '项目只能为 members 或 orgs' })
const filter = z.enum(TICKET_FILTERS, { error: `状态只能为 ${TICKET_FILTERS.join('、')}` })

export const ticketInfo = z.object({
  id: z.string(),
  month,
  kind,
  org: z.string(),
  orgName: z.string(),
  state: z.enum(TICKET_STATES).describe('待说明、已退回、待审定、已通过'),
  holds: z.boolean().describe('更正后的数据仍超过规定幅度'),
  value: z.number().describe('提出时的月末数'),
  base: z.number().describe('提出时的基期数'),
  baseMonth: month.describe('基期，YYYY-MM'),
  yearBefore: z.number().nullable().describe('上年同月的数；未比较为 null'),
  percent: z.number().describe('规定幅度，%'),
  openedOn: day,
  dueOn: day.nullable().describe('下一步的期限；没有期限为 null'),
  escalatedOn: day.nullable().describe('逾期转上级的日期'),
  next: z.string().describe('下一步由谁办什么'),
  mayExplain: z.boolean().describe('当前账号可以提交说明'),
  mayDecide: z.boolean().describe('当前账号可以审定'),
})
export const ticketDetail = ticketInfo.extend({
  version: z.number().describe('最近一次变化的序号，办理时原样送回'),
  today: z
    .object({ value: z.number().nullable(), base: z.number().nullable() })
    .describe('同样的两个数，按现在的数据；没有为 null'),
  history: z.array(
    z.object({
      action: z.enum(TICKET_ACTIONS),
      text: z.string(),
      login: z.string().describe('办理的账号；系统自动为空'),
      byOrgName: z.string(),
      at: z.number().describe('毫秒'),
    }),
  ),
})
export const ticketPage = z.object({
  counts: z.object({
    unexplained: z.number(),
    open: z.number(),
    returned: z.number(),
    explained: z.number(),
    escalated: z.number(),
    accepted: z.number(),
    lapsed: z.number(),
  }),
  comparedTo: z.string().nullable().describe('最近一次比较至哪一天；尚未比较为 null'),
  tickets: z.array(ticketInfo),
  total: z.number().describe('符合筛选条件的条数'),
  org: z.object({ id: z.string(), name: z.string() }),
})

export const ticketQuery = z.object({
  filter: filter.optional(),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: '月份应为 YYYY-MM 格式' })
    .optional(),
  kind: kind.optional(),
  org: z.string().max(20, { error: '组织编号无效' }).default(ROOT.id),
  skip: z.coerce
    .number({ error: 'skip 应为整数' })
    .int({ error: 'skip 应为整数' })
    .min(0, { error: 'skip 不能为负' })
    .max(LAST_SKIPPED, { error: `skip 最大为 ${LAST_SKIPPED}` })
    .default(0),
})

const version = versionFrom(1)

export const ticketId = z.object({ id: z.string().max(60, { error: '书面说明的编号无效' }) })
export const explanation = z.object({ text: written('请写明变化的原因', LONGEST_EXPLANATION), version })
export const acceptance = z.object({ version })
export const refusal = z.object({ reason: written('请写明退回的理由', LONGEST_REASON), version })
