import { z } from 'zod'
import { typedName } from '../../warehouse/control/accounts/typedName.ts'
import { parseDay } from '../../warehouse/platform/time/day.ts'

/** Fields that every entry of the page 口径参数 has. */

const LONGEST_SOURCE = 200
const LONGEST_REASON = 200
const HIDDEN = '不能含有控制字符或不可见的字符'

/** From when on it holds, as a business day. */
export const from = z.string().transform((text, context) => {
  const parsed = parseDay(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: '须为日期，写作 YYYY-MM-DD' })
  return z.NEVER
})

export const source = typedName(LONGEST_SOURCE, {
  empty: '请写明依据的文件和条款',
  long: `最多 ${LONGEST_SOURCE} 个字`,
  hidden: HIDDEN,
})

export const withdrawal = z.object({
  reason: typedName(LONGEST_REASON, {
    empty: '请写明撤回的原因',
    long: `最多 ${LONGEST_REASON} 个字`,
    hidden: HIDDEN,
  }),
})
