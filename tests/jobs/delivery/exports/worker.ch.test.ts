import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { changeExport, readExport } from '../../../../jobs/delivery/exports/exportStore.ts'
import { exportDir, exportFile } from '../../../../jobs/delivery/exports/files.ts'
import type { ReportSources } from '../../../../jobs/delivery/workbook/sources.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'
import { TuanshuError } from '../../../../warehouse/platform/errors.ts'
import { DAY_MS, exportDesk, NOON } from '../../../support/delivery/exportDesk.ts'
import { sampleReport } from '../../../support/delivery/sampleReports.ts'
import { until } from '../../../support/until.ts'

const desk = exportDesk()
const { call, ask, reaches, work, held, files } = desk

describe('the processes that make them', () => {
  it('share the queue: every export is made once', async () => {
    let made = 0
    const report: ReportSources['report'] = async (_scope, { report: id }) => {
      made++
      return sampleReport(id)
    }
    const ids = await Promise.all(Array.from({ length: 5 }, () => ask()))
    work({ report })
    work({ report })
    for (const id of ids) await reaches(id, 'done')
    expect(made).toBe(5)
  })

  it('put back what they have in hand when they stop', async () => {
    const { report, isBegun } = held()
    const worker = work({ report })
    const id = await ask()
    await isBegun()
    await worker.stop()
    expect(await readExport(desk.test.warehouse.app, id)).toMatchObject({ state: 'queued', tries: 0 })
    work()
    await reaches(id, 'done')
  })

  it('take over from one that died, and give up what kills them every time', async () => {
    const id = await ask()
    const doomed = await ask()
    for (const [each, tries] of [
      [id, 1],
      [doomed, 3],
    ] as const) {
      const record = await readExport(desk.test.warehouse.app, each)
      // what a process leaves that is killed
      if (record) await changeExport(desk.test.warehouse.app, record, { state: 'running', tries })
    }
    work()
    await reaches(id, 'done')
    await reaches(doomed, 'failed')
    expect((await call('GET', `/api/exports/${doomed}`)).body.error).toContain('多次中断')
  })

  it('give up an export that does not advance', async () => {
    const { report } = held()
    work({ report }, { noProgressMs: 100 })
    const id = await ask()
    await reaches(id, 'failed')
    expect((await call('GET', `/api/exports/${id}`)).body.error).toContain('长时间没有进展')
  })

  it('say what went wrong, in words', async () => {
    const failing = async (error: Error) => {
      const worker = work({ report: () => Promise.reject(error) })
      const id = await ask()
      await reaches(id, 'failed')
      await worker.stop()
      return (await call('GET', `/api/exports/${id}`)).body.error
    }
    expect(await failing(new TuanshuError('forbidden', 'outside'))).toBe(
      '没有这个组织，或它不在您的数据范围内。',
    )
    expect(await failing(new Error('select secret from app.x'))).toBe(
      '导出时发生内部错误，文件没有生成。请联系管理员。',
    )
    const report = sampleReport('dues_collection')
    const [first, ...rest] = report.total.cells
    const total = { ...report.total, cells: [{ ...first, ...stated(1) }, ...rest] }
    const worker = work({ report: async () => ({ ...report, total }) })
    const id = await ask()
    await reaches(id, 'failed')
    await worker.stop()
    expect((await call('GET', `/api/exports/${id}`)).body.error).toContain(
      '“应交”一列各行之和与数据仓库的合计不一致',
    )
    expect(files().filter(name => name.startsWith(id))).toEqual([])
  })

  it('delete files a day after they were made, and what others left behind', async () => {
    work()
    const id = await ask()
    await reaches(id, 'done')
    const stray = path.join(exportDir(desk.test.config.dataDir), `${'a'.repeat(32)}.0123abcd.xlsx.part`)
    fs.writeFileSync(stray, 'half')
    desk.clock = NOON + DAY_MS
    try {
      expect((await call('GET', `/api/exports/${id}/file`)).body.error.message).toBe('文件已过期，请重新导出')
      await reaches(id, 'expired')
      await until('both are gone', () =>
        fs.existsSync(exportFile(desk.test.config.dataDir, id)) || fs.existsSync(stray) ? undefined : true,
      )
    } finally {
      desk.clock = NOON
    }
  })

  it('leave no half file when the disk is full', async context => {
    const dir = exportDir(desk.test.config.dataDir)
    fs.mkdirSync(dir, { recursive: true })
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', dir], { stdio: 'ignore' })
    } catch {
      return context.skip('a small file system can only be mounted by root')
    }
    try {
      const report = sampleReport('dues_collection')
      const rows = Array.from({ length: 5_000 }, (_, i) => ({
        ...report.rows[i % 11],
        id: String(i * 7_919),
        name: `第${i * 104_729}支部`,
        kind: 'child' as const,
        canDrill: false,
        cells: report.rows[i % 11]?.cells ?? [],
      }))
      const columns = report.columns.map(column => ({ ...column, addsUp: false }))
      work({ report: async () => ({ ...report, columns, rows }) })
      const id = await ask()
      await reaches(id, 'failed')
      expect((await call('GET', `/api/exports/${id}`)).body.error).toContain('磁盘空间不足')
      expect(files()).toEqual([])
    } finally {
      await Promise.all(desk.workers.splice(0).map(worker => worker.stop()))
      execFileSync('umount', [dir])
    }
  })
})
