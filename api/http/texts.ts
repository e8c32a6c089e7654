import { z } from 'zod'
import { isPlainInLines } from '../../warehouse/platform/plainText.ts'

const LATEST_VERSION = 1_000_000

/** What somebody writes in several lines. Line ends of other systems become ours. */
export function written(empty: string, most: number) {
  return z
    .string({ error: empty })
    .transform(text => text.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .min(1, { error: empty })
        .max(most, { error: `最多 ${most} 个字` })
        .refine(isPlainInLines, { error: '不能含有控制字符或不可见的字符' }),
    )
}

/** Number of the last change of a matter as it was seen; from `least` on. */
export function versionFrom(least: 0 | 1) {
  return z
    .number({ error: 'version 应为整数' })
    .int({ error: 'version 应为整数' })
    .min(least, { error: `version 从 ${least} 起` })
    .max(LATEST_VERSION, { error: 'version 无效' })
}
