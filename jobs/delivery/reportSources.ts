import { z } from 'zod'
import { readShown } from '../../warehouse/assessment/readShown.ts'
import { readSchemes } from '../../warehouse/assessment/schemeRows.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { completeByLog, readFeed } from '../../warehouse/feed/feed.ts'
import { readList } from '../../warehouse/lists/readList.ts'
import { hasMonthTree, readMonthChildren, readMonthOrg } from '../../warehouse/orgs/monthTree.ts'
import { childrenOf, type Org, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { sqlFile } from '../../warehouse/platform/clickhouse/sqlFile.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { readReferences } from '../../warehouse/reference/readReferences.ts'
import { answerReport } from '../../warehouse/reports/answerReport.ts'
import { completeAtOf } from '../../warehouse/reports/completeAt.ts'
import { readReport } from '../../warehouse/reports/readReport.ts'
import { readTickets } from '../../warehouse/tickets/readTickets.ts'
import { readOutlooks } from '../schedule/outlooks.ts'
import { keyTrends } from './workbook/keyTrends.ts'
import type { ReportSources, RetentionRow } from './workbook/sources.ts'

/** Rows of a workbook of tickets, which is made in memory. */
const MOST_TICKETS = 10_000

const fen = z.coerce.number()
const statementRow = z.object({
  org: z.string(),
  collected_fen: fen,
  ratio: z.number(),
  own_fen: fen,
  from_children_fen: fen,
  to_superiors_fen: fen,
  children_total_fen: fen,
})

interface SourceParts {
  warehouse: Pick<Warehouse, 'app' | 'reader'>
  config: Pick<Config, 'dataDir' | 'REFERENCE_VALUES' | 'ASSESSMENTS'>
  /** Milliseconds since 1970. */
  now(): number
}

/** What workbooks and mails are made of: the product's own reports, masked, under the scope of whoever gets the file. */
export function createReportSources({ warehouse, config, now }: SourceParts): ReportSources {
  const { app, reader } = warehouse
  const clock = async () => {
    const complete = completeByLog(await readFeed(app))
    return {
      now: now(),
      completeAt: (log: string) => complete.get(log) ?? 0,
      readOutlooks: () => readOutlooks({ warehouse, config, now: now() }),
    }
  }
  return {
    report: async (scope, question) =>
      answerReport(await readReport(reader, scope, question, await clock(), 'report')),
    list: async (scope, request) => {
      const at = await clock()
      return readList(
        reader,
        scope,
        request,
        { now: at.now, completeAt: metric => completeAtOf([metric], at) },
        await readReferences(app, config),
      )
    },
    statement: (scope, org, month) => readStatement({ reader }, scope, org, month),
    tickets: async (scope, { org: id, ...asked }) => {
      const org = await readOrg(reader, scope, id)
      const { tickets, total } = await readTickets(app, { org, ...asked, most: MOST_TICKETS, skipped: 0 })
      return { tickets, isCut: total > tickets.length }
    },
    assessment: async (scope, name) => {
      const shown = await readShown(warehouse, scope, readSchemes(config), name, await clock())
      if (!shown) throw new TuanshuError('not_found', `assessment ${name} is not there, or not in the scope`)
      return shown
    },
    trends: (scope, org, month) => keyTrends(reader, scope, { org, month, today: dayOf(now()) }),
  }
}

/**
 * The organisation itself first, then its direct children, by the tree of the month's end. Throws `TuanshuError` for an
 * organisation that is unknown or outside the scope.
 */
async function readStatement(
  { reader }: Pick<Warehouse, 'reader'>,
  scope: Scope,
  id: string,
  month: number,
): Promise<RetentionRow[]> {
  const isKept = await hasMonthTree(reader, month)
  const find = (each: string) =>
    isKept ? readMonthOrg(reader, scope, month, each) : readOrg(reader, scope, each)
  const below = (org: Org) =>
    isKept ? readMonthChildren(reader, scope, month, org) : childrenOf(reader, scope, org)
  const asked = await find(id)
  const tops = asked.id === ROOT.id ? await below(asked) : []
  const org = tops.length === 1 ? (tops[0] ?? asked) : asked
  const orgs = [org, ...(await below(org))].filter(each => each.id !== ROOT.id)
  const answer = await reader.query({
    query: sqlFile('retention_statement'),
    query_params: { month: formatDay(month), orgs: orgs.map(each => BigInt(each.id)) },
    format: 'JSONEachRow',
    clickhouse_settings: { log_comment: 'retention statement' },
  })
  const rows = new Map(
    z
      .array(statementRow)
      .parse(await answer.json())
      .map(row => [row.org, row]),
  )
  return orgs.flatMap((each): RetentionRow[] => {
    const row = rows.get(each.id)
    if (!row) return []
    return [
      {
        org: each.id,
        name: orgName(each),
        collectedFen: row.collected_fen,
        ratioBp: row.ratio,
        ownFen: row.own_fen,
        fromChildrenFen: row.from_children_fen,
        toSuperiorsFen: row.to_superiors_fen,
        childrenTotalFen: row.children_total_fen,
      },
    ]
  })
}
