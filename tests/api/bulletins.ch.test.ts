import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BulletinAnswer, BulletinInfo } from '../../api/contract.ts'
import { readWorkbook } from '../support/delivery/readWorkbook.ts'
import { type CityDesk, cityDesk } from './cityDesk.ts'
import { signedIn, type TestServer } from './server.ts'

const NOW = Date.parse('2026-11-21T10:30:00+08:00')
type Headers = Record<string, string>
let desk: CityDesk
let server: TestServer
let city: Headers
let first: BulletinInfo

beforeAll(async () => {
  desk = await cityDesk(NOW)
  ;({ server, city } = desk)
  const made = await ask('/api/bulletins', city, { kind: 'entry_progress' })
  expect([made.status, made.body.error?.message]).toEqual([201, undefined])
  first = made.body
})
afterAll(() => desk?.stop())

const ask: CityDesk['ask'] = (...asked) => desk.ask(...asked)

async function fileOf(kind: 'document' | 'annex'): Promise<{ name: string; bytes: Buffer }> {
  const response = await fetch(`${server.url}/api/bulletins/${first.id}/${kind}`, { headers: city })
  const name = decodeURIComponent(response.headers.get('content-disposition') ?? '')
  return { name, bytes: Buffer.from(await response.arrayBuffer()) }
}

describe('a bulletin', () => {
  it('is issued at this moment under the next number of its organisation', async () => {
    expect(first).toMatchObject({ name: '通报〔2026〕第1期', org: '10', orgName: '组10', issuedAt: NOW })
    const { bulletin }: BulletinAnswer = (await ask(`/api/bulletins/${first.id}`, city)).body
    expect([bulletin.until, bulletin.rows.map(({ id }) => id)]).toEqual(['2026年11月21日10时', ['11', '12']])
    const second = await ask('/api/bulletins', city, { kind: 'activities' })
    expect(second.body.name).toBe('通报〔2026〕第2期')
    const whole = await signedIn(server, { role: 'admin', org: 'root' })
    expect((await ask('/api/bulletins', whole, { kind: 'activities' })).body).toMatchObject({
      name: '通报〔2026〕第1期',
      org: '1',
    })
  })

  it('is for those whose range holds its organisation, and issued by administrators only', async () => {
    const [below, other, committee] = await Promise.all([
      signedIn(server, { role: 'admin', org: '11' }),
      signedIn(server, { role: 'admin', org: '20' }),
      signedIn(server, { role: 'committee', org: '10' }),
    ])
    for (const headers of [below, other]) {
      expect((await ask('/api/bulletins', headers)).body.bulletins).toEqual([])
      for (const file of ['', '/document', '/annex']) {
        const { status, body } = await ask(`/api/bulletins/${first.id}${file}`, headers)
        expect([status, body.error.message]).toEqual([404, '没有这份封存，或它不在您的数据范围内'])
      }
    }
    expect((await ask('/api/bulletins', committee)).body).toMatchObject({
      bulletins: expect.arrayContaining([first]),
      mayIssue: false,
    })
    expect((await ask('/api/bulletins', committee, { kind: 'activities' })).status).toBe(403)
    expect((await ask('/api/bulletins', below, { kind: 'activities', org: '10' })).status).toBe(404)
  })

  it('is refused in words where there is no such kind, nobody to tell of, or the data are not there', async () => {
    expect((await ask('/api/bulletins', city, { kind: 'none' })).body.error.message).toBe(
      'kind：没有这种通报',
    )
    const branch = await ask('/api/bulletins', city, { kind: 'activities', org: '111' })
    expect([branch.status, branch.body.error.message]).toEqual([
      400,
      '这个组织没有直属下级，没有可通报的单位',
    ])
  })

  it('is a Word document in the faces and margins of official documents, with what is left to the office', async () => {
    const { name, bytes } = await fileOf('document')
    expect(name).toContain('关于组织树建立工作进展情况的通报（通报〔2026〕第1期）.docx')
    const parts = unzipSync(new Uint8Array(bytes))
    const text = (part: string) => strFromU8(parts[part] ?? new Uint8Array())
    const body = text('word/document.xml')
    expect(body).toMatch(
      /<w:pgMar [^>]*w:top="2098"[^>]*w:right="1474"[^>]*w:bottom="1984"[^>]*w:left="1587"/,
    )
    expect(body).toContain('w:eastAsia="方正小标宋简体"')
    expect(body).toContain('截至2026年11月21日10时，全市共有直属下级组织2个')
    expect(body).toContain('印章由办公室按规定编排')
    expect(text('word/fontTable.xml')).toContain('<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>')
  })

  it('has an annex with the places, figures and definitions of the page', async () => {
    const { bytes } = await fileOf('annex')
    const workbook = await readWorkbook(bytes)
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['附表', '指标说明'])
    const rows = workbook.worksheets[0]?.getSheetValues() ?? []
    expect(JSON.stringify(rows)).toMatch(/"名次","单位","团组织（个）","较上期"/)
    expect(JSON.stringify(rows)).toMatch(/"合计"/)
  })
})
