import type { Run } from './runs.ts'

/** What a run that went wrong means for those who run the system, and what they can do. In Chinese. */
export interface RunExplanation {
  what: string
  todo: string
}

/** Failures that say by their text what helps; the log has no other trace of them. */
const FAILURES: readonly { sign: RegExp; explanation: RunExplanation }[] = [
  {
    sign: /no space left|ENOSPC|EDQUOT|not enough space|NOT_ENOUGH_SPACE/i,
    explanation: { what: '磁盘空间不足', todo: '清理磁盘或扩容；之后自动重试。' },
  },
  {
    sign: /memory limit|MEMORY_LIMIT_EXCEEDED|out of memory/i,
    explanation: {
      what: '数据仓库内存不足',
      todo: '内置仓库可调高 WAREHOUSE_MEMORY_MB 后重启；外部仓库请放宽该用户的内存上限。之后自动重试。',
    },
  },
  {
    sign: /RETENTION_RATIOS|retention_ratio|retention ratios/i,
    explanation: {
      what: '团费留存比例的配置有误',
      todo: '按下面的原文改正比例文件中的那一行，重启定时任务进程；之后自动重试。',
    },
  },
  {
    sign: /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|socket hang up|timeout|does not answer|50[234] /i,
    explanation: {
      what: '数据仓库没有应答',
      todo: '多为暂时现象，会自动重试；反复出现时检查数据仓库是否运行、负载与网络。',
    },
  },
  {
    sign: /cannot be right; correct/,
    explanation: { what: '来源数据中有不可能的金额', todo: '在业务系统中更正这笔数据；更正流入后自动重试。' },
  },
]

const OTHER: RunExplanation = {
  what: '运行时出错',
  todo: '会自动重试；反复失败时凭下面的原文和进程日志排查，修复后可用命令重跑该窗口。',
}

/** Pure; undefined for a run that needs nobody. */
export function explainRun({ state, message }: Pick<Run, 'state' | 'message'>): RunExplanation | undefined {
  if (state === 'failed') return FAILURES.find(({ sign }) => sign.test(message))?.explanation ?? OTHER
  if (state === 'killed')
    return {
      what: '进程中途消失，没有写下结果',
      todo: '原有数据未受影响，会自动重跑；反复出现时检查主机内存与进程日志。',
    }
  if (state === 'faulty')
    return { what: '核对出数据差异', todo: '在“数据质量”报表中查看差异的核对项与组织。' }
  return undefined
}
