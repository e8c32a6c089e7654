import { classify } from '../../../warehouse/platform/clickhouse/retry.ts'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { TotalMismatch } from '../workbook/totals.ts'

/** Nothing happened for too long: the time of a whole export is no measure, its progress is. */
export class NoProgress extends Error {
  override name = 'NoProgress'
}

const DISK_FULL = ['ENOSPC', 'EDQUOT']

/** Why an export failed, for the one who asked for it. */
export function failureInWords(error: unknown): string {
  if (DISK_FULL.includes(codeOf(error)))
    return '服务器磁盘空间不足，文件没有生成。请联系管理员清理空间后重试。'
  if (error instanceof TotalMismatch)
    return `“${error.column}”一列各行之和与数据仓库的合计不一致，为避免给出错误数据，文件没有生成。请联系管理员。`
  if (error instanceof NoProgress) return '导出长时间没有进展，已停止。请稍后重试。'
  // as the interface says it: which organisations there are outside of the scope is told to nobody
  if (error instanceof TuanshuError && ['forbidden', 'not_found'].includes(error.code))
    return '没有这个组织，或它不在您的数据范围内。'
  const kind = classify(error)
  if (kind === 'unreachable' || kind === 'transient') return '数据仓库暂时不可用。请稍后重试。'
  return '导出时发生内部错误，文件没有生成。请联系管理员。'
}

function codeOf(error: unknown): string {
  for (let e: unknown = error; e instanceof Error; e = e.cause) if ('code' in e) return String(e.code)
  return ''
}
