import { describe, expect, it } from 'vitest'
import { explainRun } from '../../../jobs/schedule/explainRun.ts'

describe('a run that went wrong', () => {
  it.each([
    ['failed', 'Code: 243. DB::Exception: Not enough space (NOT_ENOUGH_SPACE)', '磁盘空间不足'],
    ['failed', 'could not write: ENOSPC: no space left on device', '磁盘空间不足'],
    ['failed', 'Code: 241. DB::Exception: (total) memory limit exceeded', '数据仓库内存不足'],
    ['failed', 'connect ECONNREFUSED 127.0.0.1:8123', '数据仓库没有应答'],
    ['failed', 'RETENTION_RATIOS: cannot read /etc/r.csv: ENOENT', '团费留存比例的配置有误'],
    [
      'failed',
      '9007199254740993 fen of one organisation in a month cannot be right; correct the payments',
      '来源数据中有不可能的金额',
    ],
    ['failed', 'x is not a function', '运行时出错'],
    ['killed', '', '进程中途消失，没有写下结果'],
    ['faulty', 'I07: 3 of 120', '核对出数据差异'],
  ] as const)('%s: %s', (state, message, what) => {
    const found = explainRun({ state, message })
    expect(found?.what).toBe(what)
    expect(found?.todo).not.toBe('')
  })

  it('is none when it ended well, goes on, or was told to stop', () => {
    for (const state of ['done', 'running', 'stopped'] as const)
      expect(explainRun({ state, message: 'memory limit' })).toBeUndefined()
  })
})
