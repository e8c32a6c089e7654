import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../ingest/demo/random.ts'
import { measures } from '../../../jobs/measures/measures.ts'
import { findMetric } from '../../../warehouse/catalogue/metrics.ts'
import { REPORT_NAMES } from '../../../warehouse/catalogue/reports.ts'
import type { ListAnswer } from '../../../warehouse/lists/list.ts'
import { readList } from '../../../warehouse/lists/readList.ts'
import { COLUMNS, type Org, readOrgRows } from '../../../warehouse/orgs/readOrgs.ts'
import { addMonths, dayOf, monthOf } from '../../../warehouse/platform/time/day.ts'
import { readReferences } from '../../../warehouse/reference/readReferences.ts'
import type { AnswerColumn, AnswerRow, ReportAnswer } from '../../../warehouse/reports/answer.ts'
import { answerReport } from '../../../warehouse/reports/answerReport.ts'
import { readReport } from '../../../warehouse/reports/readReport.ts'
import { contextOf, runAll } from '../../jobs/support.ts'
import { loadSimulated } from '../../support/province/loadSimulated.ts'
import { instant, simulate } from '../../support/province/simulated.ts'
import { type TestWarehouse, testWarehouse } from '../../support/warehouse.ts'

const UNTIL = '2026-09-03 12:00:00'
const NOW = instant(UNTIL)
const TODAY = dayOf(NOW)
const MONTH = addMonths(monthOf(TODAY), -1)
/** Reports that are read, and figures that are taken of each: reading one costs most. */
const REPORTS_READ = 22
const FIGURES_EACH = 4
const MOST = 10_000

let test: TestWarehouse
let orgs: Org[]
const random = new Random(20_261_129, 'lists')

beforeAll(async () => {
  test = await testWarehouse()
  await loadSimulated(test, simulate({ members: 250, seed: 31, from: '2026-05-01 00:00:00', until: UNTIL }))
  await runAll(measures, [{ from: MONTH, to: monthOf(TODAY) - 1 }], contextOf(test, { now: () => NOW }))
  orgs = await readOrgRows(
    test.warehouse.reader,
    `select ${COLUMNS} from app.dim_org where org_id > 1 and status = 'active' order by org_id`,
    {},
  )
}, 400_000)
afterAll(() => test?.stop())

interface Drawn {
  answer: ReportAnswer
  row: AnswerRow
  column: AnswerColumn
  index: number
}

/** Some figures of a random report and organisation that lead to lists. */
async function draw(count: number): Promise<Drawn[]> {
  for (;;) {
    const report = random.pick(REPORT_NAMES)
    const org = random.chance(0.2)
      ? 'root'
      : (random.pick(orgs.filter(({ level }) => level < 6))?.id ?? 'root')
    if (!report) continue
    const request = { report, org, grain: 'month', day: MONTH, basis: 'current' } as const
    // not every report has months, or is told of every organisation
    const reading = await readReport(
      test.warehouse.reader,
      { org: 'root' },
      request,
      { now: NOW },
      'report',
    ).catch(() => undefined)
    if (!reading) continue
    const answer = answerReport(reading)
    const found = [...answer.rows, answer.total].flatMap(row =>
      answer.columns.flatMap((column, index): Drawn[] => {
        const cell = row.cells[index]
        // a quotient leads to the lists of its parts
        const isOne = column.list?.part === 'value' || column.unit === '个' || column.unit === '人'
        return column.list && isOne && cell?.state === 'value' && cell.value !== 0
          ? [{ answer, row, column, index }]
          : []
      }),
    )
    const drawn = Array.from({ length: count }, () => random.pick(found)).filter(each => each !== undefined)
    if (drawn.length > 0) return drawn
  }
}

async function listOf({ answer, row, column }: Drawn, scope = 'root'): Promise<ListAnswer> {
  const { list } = column
  const metric = findMetric(column.metric)?.id
  if (!list || !metric) throw new Error('drawn without a list')
  const narrowed =
    row.kind === 'item' ? { by: answer.rowKind, item: row.id } : { by: list.by, item: list.item }
  return readList(
    test.warehouse.reader,
    { org: scope },
    {
      metric,
      org: row.kind === 'child' || row.kind === 'own' ? row.id || 'root' : answer.org.id,
      part: list.part,
      span: list.span,
      grain: 'month',
      day: MONTH,
      ...(narrowed.by && narrowed.by !== 'children' ? { by: narrowed.by, item: narrowed.item ?? '' } : {}),
      ...(row.kind === 'own' ? { isOwn: true } : {}),
      skip: 0,
      most: MOST,
    },
    { now: NOW, completeAt: () => NOW },
    await readReferences(test.warehouse.app, test.config),
  )
}

describe('the list behind a figure of a simulated province', () => {
  it('adds up to the figure of the report, whatever is drawn', { timeout: 600_000 }, async () => {
    const faults: string[] = []
    const kinds = new Set<string>()
    const metrics = new Set<string>()
    const all: Drawn[] = []
    for (let i = 0; i < REPORTS_READ; i++) all.push(...(await draw(FIGURES_EACH)))
    for (const drawn of all) {
      const { answer, row, column, index } = drawn
      const list = await listOf(drawn)
      kinds.add(list.kind)
      metrics.add(column.metric)
      const wanted = row.cells[index]?.value
      const rows = list.rows.reduce((sum, each) => sum + (each.figure.value ?? 0), 0) - list.repeated
      // direct children of what counts persons once need not add up to it
      const told = list.kind === 'children' ? [list.figure.value] : [list.figure.value, list.sum, rows]
      if (told.some(value => value !== wanted))
        faults.push(
          `${answer.title} of ${answer.org.name}, ${row.kind} ${row.name}: ${column.metric} ${column.title} is ${wanted}, the list says ${told} (${list.notes})`,
        )
    }
    expect(faults).toEqual([])
    expect([...kinds].sort()).toEqual(['children', 'holders', 'orgs'])
    expect(metrics.size).toBeGreaterThan(15)
  })

  it('holds no organisation outside of the scope', { timeout: 300_000 }, async () => {
    const faults: string[] = []
    const all = [...(await draw(4)), ...(await draw(4))]
    for (const drawn of all) {
      const { row, answer } = drawn
      const id = row.kind === 'child' || row.kind === 'own' ? row.id : answer.org.id
      const org = orgs.find(each => each.id === id)
      if (!org) continue
      const own = await listOf(drawn, org.id)
      const below = new Set(orgs.filter(({ path }) => path.includes(org.id)).map(each => each.id))
      const known = new Set(orgs.map(each => each.id))
      for (const each of own.rows)
        if (known.has(each.org.id) && !below.has(each.org.id))
          faults.push(`${org.id} reads of ${each.org.name}`)
      const other = orgs.find(each => !each.path.includes(org.id) && !org.path.includes(each.id))
      if (other) await expect(listOf(drawn, other.id)).rejects.toMatchObject({ code: 'forbidden' })
    }
    expect(faults).toEqual([])
  })
})
