import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../ingest/demo/random.ts'
import { REPORT_NAMES } from '../../warehouse/catalogue/reports.ts'
import type { ListAnswer } from '../../warehouse/lists/list.ts'
import { addMonths, formatDay } from '../../warehouse/platform/time/day.ts'
import type { AnswerColumn, AnswerRow, ReportAnswer } from '../../warehouse/reports/answer.ts'
import { signedIn } from '../api/server.ts'
import { readWorkbook } from '../support/delivery/readWorkbook.ts'
import { exported } from '../support/province/province.ts'
import { foreignTo, foundIn } from './foreign.ts'
import type { World } from './world.ts'

const SEED = 20_261_129
const TRIPLES = 72
/** Figures that are taken of a report: reading it costs most. */
const OF_A_REPORT = 3
const EXPORTS = 3

interface Drawn {
  answer: ReportAnswer
  row: AnswerRow
  column: AnswerColumn
  index: number
}

/** Lists: what stands behind a figure of a report adds up to it, and tells nobody of another's organisations. */
export function lists(world: () => World): void {
  describe('lists', () => {
    let root: { cookie: string }
    const random = new Random(SEED, 'lists')

    beforeAll(async () => {
      root = await signedIn(world().province.server, { role: 'admin', org: 'root' })
    })

    const get = async <T>(
      url: string,
      headers: { cookie: string } = root,
    ): Promise<{ status: number; body: T; text: string }> => {
      const answer = await fetch(`${world().province.server.url}${url}`, { headers })
      const text = await answer.text()
      return { status: answer.status, body: JSON.parse(text), text }
    }

    const waiting: Drawn[] = []
    /** A figure of a random report, organisation and month that leads to a list. */
    const draw = async (): Promise<Drawn> => {
      const { orgs, province } = world()
      for (;;) {
        const next = waiting.pop()
        if (next) return next
        const report = random.pick(REPORT_NAMES)
        const org = random.chance(0.2) ? 'root' : (random.pick(orgs.active)?.id ?? 'root')
        const month = addMonths(province.today, -random.between(1, 2))
        const basis = random.chance(0.5) ? '&basis=current' : ''
        const { status, body } = await get<ReportAnswer>(
          `/api/reports/${report}?grain=month&rows=children&day=${formatDay(month)}&org=${org}${basis}`,
        )
        if (status !== 200) continue
        const found = [...body.rows, body.total].flatMap(row =>
          body.columns.flatMap((column, index): Drawn[] => {
            const cell = row.cells[index]
            // a quotient leads to the lists of its parts, which are no figure of the report
            return column.list?.part === 'value' && cell?.state === 'value' && cell.value !== 0
              ? [{ answer: body, row, column, index }]
              : []
          }),
        )
        for (let i = 0; i < OF_A_REPORT; i++) {
          const one = random.pick(found)
          if (one) waiting.push(one)
        }
      }
    }

    const queryOf = ({ answer, row, column }: Drawn): Record<string, string> => ({
      org: row.kind === 'total' ? answer.org.id : row.id || 'root',
      grain: 'month',
      day: answer.period.from,
      basis: answer.basis,
      part: column.list?.part ?? '',
      span: column.list?.span ?? 'period',
      ...(column.list?.by ? { by: column.list.by, item: column.list.item ?? '' } : {}),
      ...(row.kind === 'own' ? { own: '1' } : {}),
    })
    const urlOf = (drawn: Drawn) => `/api/lists/${drawn.column.metric}?${new URLSearchParams(queryOf(drawn))}`

    it('add up to the figure of the report', { timeout: 600_000 }, async () => {
      const faults: string[] = []
      const kinds = new Set<string>()
      const metrics = new Set<string>()
      let compared = 0
      while (compared < TRIPLES) {
        const drawn = await draw()
        const { answer, row, column, index } = drawn
        const url = urlOf(drawn)
        const { status, body } = await get<ListAnswer & { pages: number }>(url)
        compared++
        if (status !== 200) {
          faults.push(`${url}: ${status} ${JSON.stringify(body)}`)
          continue
        }
        kinds.add(body.kind)
        metrics.add(column.metric)
        const cell = row.cells[index]
        const wanted = cell?.revised ?? cell?.value
        // what could tell of few persons is told as the report tells it, by direct children that need not add up
        const value = body.kind === 'children' ? body.figure.value : body.sum
        if (value !== wanted)
          faults.push(
            `${url}: ${answer.title} ${column.title} says ${wanted}, the list ${value} (${body.notes})`,
          )
        if (body.kind === 'children' || value === null) continue
        let listed = 0
        for (let page = 1; page <= body.pages; page++) {
          const { rows } = (await get<ListAnswer>(`${url}&page=${page}`)).body
          listed += rows.reduce((sum, each) => sum + (each.figure.value ?? 0), 0)
        }
        if (listed - body.repeated !== value)
          faults.push(`${url}: the pages add up to ${listed}, not ${value}`)
      }
      expect(faults).toEqual([])
      expect([...kinds].sort()).toEqual(['children', 'holders', 'orgs'])
      expect(metrics.size).toBeGreaterThan(15)
    })

    it('never hold an organisation outside of the scope', { timeout: 300_000 }, async () => {
      const { orgs, province } = world()
      const faults: string[] = []
      for (let i = 0; i < 5; i++) {
        const org = random.pick(orgs.active.filter(({ level }) => level >= 3 && level <= 5))?.id ?? ''
        const viewer = await signedIn(province.server, { role: 'committee', org })
        const foreign = foreignTo(orgs, org)
        for (let asked = 0; asked < 4; ) {
          const drawn = await draw()
          const query = queryOf(drawn)
          const url = (of: string) =>
            `/api/lists/${drawn.column.metric}?${new URLSearchParams({ ...query, basis: 'current', own: '0', org: of })}`
          const own = await get(url('root'), viewer)
          asked++
          if (own.status !== 200) faults.push(`${org} is refused ${url('root')}: ${own.text}`)
          const found = foundIn(own.text, foreign)
          if (found.length > 0) faults.push(`${org} reads of ${found.slice(0, 3)} in ${url('root')}`)
          const [other = ''] = foreign.ids
          const refused = await get(url(other), viewer)
          if (refused.status !== 404) faults.push(`${org} is not refused ${url(other)}: ${refused.status}`)
        }
      }
      expect(faults).toEqual([])
    })

    it('are the same as files', { timeout: 300_000 }, async () => {
      for (let i = 0; i < EXPORTS; i++) {
        const drawn = await draw()
        const { body } = await get<ListAnswer & { pages: number }>(urlOf(drawn))
        const page: unknown[] = []
        for (let n = 1; n <= body.pages; n++) {
          const { rows } = (await get<ListAnswer>(`${urlOf(drawn)}&page=${n}`)).body
          page.push(...rows.map(row => [row.org.name, row.org.type]))
        }
        const { status, file } = await exported(world().province, root, {
          kind: 'list',
          metric: drawn.column.metric,
          ...queryOf(drawn),
        })
        expect(status).toBe(200)
        const sheet = (await readWorkbook(file)).getWorksheet('名单')
        const cells = (sheet?.getRows(1, sheet.rowCount) ?? []).map(row => [
          row.getCell(2).value,
          row.getCell(3).value,
        ])
        const head = cells.findIndex(([name]) => name === '组织')
        expect(cells.slice(head + 1, -1)).toEqual(page)
      }
    })
  })
}
