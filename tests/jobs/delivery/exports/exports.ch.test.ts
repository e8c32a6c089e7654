import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exportFile } from '../../../../jobs/delivery/exports/files.ts'
import { stated } from '../../../../warehouse/contract/figureState.ts'
import { DAY_MS, exportDesk, NOON, REPORT } from '../../../support/delivery/exportDesk.ts'
import { findCell, readWorkbook } from '../../../support/delivery/readWorkbook.ts'
import { sampleReport } from '../../../support/delivery/sampleReports.ts'
import { until } from '../../../support/until.ts'
import { at } from '../../../warehouse/query/world.ts'

const desk = exportDesk()
const { call, ask, state, reaches, work, held, files } = desk

describe('an export', () => {
  it('is made in the background and fetched under its name', async () => {
    const scopes: string[] = []
    work({
      report: async (scope, question) => {
        scopes.push(`${scope.org} ${question.org} ${question.grain} ${question.day === at('2026-10-01')}`)
        return sampleReport(question.report)
      },
    })
    const id = await ask()
    await reaches(id, 'done')
    expect(scopes).toEqual(['10 10 month true'])
    const { body } = await call('GET', `/api/exports/${id}`)
    expect(body).toMatchObject({
      state: 'done',
      share: 1,
      rows: 12,
      error: '',
      createdAt: NOON,
      expiresAt: NOON + DAY_MS,
    })
    expect(body.title).toBe('团费收缴（共青团广州市委员会，2026年10月）')
    const file = await call('GET', `/api/exports/${id}/file`)
    expect(file.status).toBe(200)
    expect(file.headers['content-length']).toBe(String(body.bytes))
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="[\w.-]+\.xlsx"; /)
    expect(file.headers['content-disposition']).toContain(
      `filename*=UTF-8''${encodeURIComponent(`${body.title}.xlsx`)}`,
    )
    expect(file.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    const sheet = (await readWorkbook(file.raw)).worksheets[0]
    expect(sheet && findCell(sheet, '导出账号：city10　导出时间：2026年11月21日 12:00')).toBeDefined()
    expect(desk.audited.slice(-2)).toEqual(
      [`city10 export ${id}`, `city10 download ${id}`].map(line => expect.stringContaining(line)),
    )
  })

  it('holds the figures of the basis that was chosen, and names it', async () => {
    // of a share, which no sum of rows is held against
    const figures = { published: 0.1234, current: 0.4321 }
    work({
      report: async (_scope, { report, basis = 'published' }) => {
        const answer = sampleReport(report, { basis })
        const cells = answer.total.cells.map((cell, i) =>
          answer.columns[i]?.unit === '%' ? stated(figures[basis]) : cell,
        )
        return { ...answer, total: { ...answer.total, cells } }
      },
    })
    const sheetOf = async (basis?: keyof typeof figures) => {
      const id = await ask(basis ? { ...REPORT, basis } : REPORT)
      await reaches(id, 'done')
      const file = await call('GET', `/api/exports/${id}/file`)
      const sheet = (await readWorkbook(file.raw)).worksheets[0]
      const cells = sheet?.getSheetValues().flat() ?? []
      return {
        basis: cells
          .map(String)
          .find(text => text.includes('口径：'))
          ?.replace(/.*口径：(.{4}).*/, '$1'),
        holds: Object.entries(figures).flatMap(([name, share]) => (cells.includes(share) ? [name] : [])),
        title: (await call('GET', `/api/exports/${id}`)).body.title,
      }
    }
    const title = '团费收缴（共青团广州市委员会，2026年10月'
    expect(await sheetOf('current')).toEqual({
      basis: '可比口径',
      holds: ['current'],
      title: `${title}，可比口径）`,
    })
    for (const basis of ['published', undefined] as const)
      expect(await sheetOf(basis)).toEqual({ basis: '发布口径', holds: ['published'], title: `${title}）` })
  })

  it('can be the monthly workbook', async () => {
    work()
    const id = await ask({ kind: 'monthly', org: '10', month: '2026-10' })
    await reaches(id, 'done')
    const file = await call('GET', `/api/exports/${id}/file`)
    expect((await readWorkbook(file.raw)).worksheets.length).toBe(15)
    expect((await call('GET', `/api/exports/${id}`)).body.title).toBe('组102026年10月团务数据月报')
  })

  it('of the whole instance is named after its province, as the workbook is', async () => {
    const WHOLE = { 'x-login': 'boss', 'x-scope': 'root' }
    const order = { kind: 'monthly', org: 'root', month: '2026-10' }
    const id = await ask(order, WHOLE)
    const { body } = await call('GET', `/api/exports/${id}`, WHOLE)
    expect(body.title).toBe('组12026年10月团务数据月报')
  })

  it('can be the workbook of the weekly bulletin', async () => {
    const asked: string[] = []
    work({
      report: async (_scope, { report, grain, day, until: last }) => {
        asked.push(`${report} ${grain} ${day === at('2026-11-15') && last === day}`)
        return sampleReport(report)
      },
    })
    const id = await ask({ kind: 'weekly', org: '10', week: '2026-W46' })
    await reaches(id, 'done')
    expect(asked).toContain('member_growth week true')
    expect(asked).toContain('dues_arrears month true')
    const file = await call('GET', `/api/exports/${id}/file`)
    expect((await readWorkbook(file.raw)).worksheets.length).toBe(asked.length + 1)
    expect((await call('GET', `/api/exports/${id}`)).body.title).toBe(
      '组10每周简报 2026年第46周（11月9日至15日）',
    )
  })

  it('belongs to its account, and its file to who may see the organisation at the time', async () => {
    work()
    const id = await ask({ ...REPORT, org: '11' })
    await reaches(id, 'done')
    const other = { 'x-login': 'city20' }
    for (const url of [`/api/exports/${id}`, `/api/exports/${id}/file`])
      expect((await call('GET', url, other)).body.error.message).toBe('没有这个导出')
    expect((await call('DELETE', `/api/exports/${id}`, other)).status).toBe(404)
    expect((await call('GET', '/api/exports', other)).body.exports).toEqual([])
    // the account has been moved to another city, and then back
    expect((await call('GET', `/api/exports/${id}/file`, { 'x-scope': '20' })).status).toBe(404)
    expect((await call('GET', `/api/exports/${id}/file`)).status).toBe(200)
    expect((await call('GET', '/api/exports')).body.exports.map((each: { id: string }) => each.id)).toContain(
      id,
    )
  })

  it.each([
    [{ ...REPORT, org: '20' }, 404, '没有这个组织，或它不在您的数据范围内'],
    [{ ...REPORT, org: '1' }, 404, '没有这个组织，或它不在您的数据范围内'],
    [{ ...REPORT, org: '77' }, 404, '没有这个组织，或它不在您的数据范围内'],
    [{ ...REPORT, report: 'passwords' }, 400, '没有这张报表'],
    [{ ...REPORT, grain: 'day' }, 400, '不支持这个时间粒度'],
    [{ ...REPORT, day: '2026-11-22' }, 400, '日期不能晚于今天'],
    [{ ...REPORT, day: '2026-02-30' }, 400, '有效日期'],
    [{ ...REPORT, rows: 'gender' }, 400, '没有这种行'],
    [{ ...REPORT, basis: 'wished' }, 400, 'published 或 current'],
    [{ ...REPORT, base: 'current' }, 400, '没有这个参数：base'],
    [{ kind: 'report', report: 'dues_collection', grain: 'month', day: '2026-10-01' }, 400, 'org：不能缺少'],
    [{ kind: 'monthly', org: '10', month: '2026-11' }, 400, '2026年11月尚未结束'],
    [{ kind: 'monthly', org: '10', month: '2026-13' }, 400, 'YYYY-MM'],
    [{ kind: 'weekly', org: '10', week: '2026-W47' }, 400, '2026年第47周（11月16日至22日）尚未结束'],
    [{ kind: 'weekly', org: '10', week: '2026-W54' }, 400, 'YYYY-Wnn'],
    [{ kind: 'all', org: '10' }, 400, '只能导出'],
  ])('is refused for %j', async (body, status, message) => {
    const answer = await call('POST', '/api/exports', {}, body)
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)])
  })

  it('is one of five that an account may have waiting', async () => {
    for (let i = 0; i < 5; i++) await ask()
    const refused = await call('POST', '/api/exports', {}, REPORT)
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      expect.stringContaining('5 个导出未完成'),
    ])
    await ask({ ...REPORT, org: '20' }, { 'x-login': 'city20' })
  })

  it('is one of five also for requests that come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => call('POST', '/api/exports', { 'x-login': 'hasty10' }, REPORT)),
    )
    const taken = answers.filter(({ status }) => status === 200)
    expect([taken.length, answers.filter(({ status }) => status === 409).length]).toEqual([5, 7])
  })

  it('cannot be fetched before it is done', async () => {
    const id = await ask()
    expect((await call('GET', `/api/exports/${id}/file`)).body.error.message).toBe('导出尚未完成')
    expect((await call('GET', '/api/exports/../../secrets/file')).status).toBe(404)
    expect((await call('GET', `/api/exports/${'0'.repeat(32)}/file`)).status).toBe(404)
  })
})

describe('cancelling', () => {
  it('stops a running export and leaves no file', async () => {
    const { report, release, isBegun } = held()
    work({ report })
    const id = await ask()
    await isBegun()
    expect((await call('DELETE', `/api/exports/${id}`)).body.state).toBe('cancelled')
    release()
    // the process goes on with the next one
    const next = await ask()
    await reaches(next, 'done')
    expect(await state(id)).toBe('cancelled')
    expect(files().filter(name => name.startsWith(id))).toEqual([])
  })

  it('of a finished one deletes its file', async () => {
    work()
    const id = await ask()
    await reaches(id, 'done')
    expect((await call('DELETE', `/api/exports/${id}`)).body.state).toBe('expired')
    expect((await call('GET', `/api/exports/${id}/file`)).body.error.message).toContain('已过期')
    await until('the file is deleted', () =>
      fs.existsSync(exportFile(desk.test.config.dataDir, id)) ? undefined : true,
    )
  })
})
