import { z } from 'zod'
import { typedName } from '../../warehouse/control/accounts/typedName.ts'

/** Fields that every entry of the page 口径参数 has. */

const LONGEST_SOURCE = 200
const LONGEST_REASON = 200
const HIDDEN = '不能含有控制字符或不可见的字符'

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
