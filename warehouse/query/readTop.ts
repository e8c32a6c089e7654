import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import { ENTITIES } from '../catalogue/entities.ts'
import { valueLabel } from '../catalogue/labels.ts'
import { type Ranked, TOPS, type Top, type TopId } from '../catalogue/tops.ts'
import { ROOT, readOrg } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import { readTreeShapes } from '../orgs/treeShape.ts'
import { topSql } from './rows/topSql.ts'

/** A row of a list: its organisation, what else it is in words, and its figures in the order of `by`, in stored units. */
export interface TopRow {
  org: { id: string; name: string }
  about: string
  figures: number[]
}

export interface TopAnswer {
  top: TopId
  title: string
  definition: string
  by: readonly Ranked[]
  rows: TopRow[]
}

const row = z.tuple([z.string(), z.string(), z.array(z.string()), z.array(z.string())])

/**
 * A list of the rows with most of something below an organisation at the end of a day, under today's tree, by what is known now.
 * Throws `TuanshuError`: `not_found` or `forbidden` for the organisation.
 */
export async function readTop(
  reader: ClickHouseClient,
  scope: Scope,
  { top: id, org, to }: { top: TopId; org: string; to: number },
): Promise<TopAnswer> {
  const place = await readOrg(reader, scope, org)
  const top: Top = TOPS[id]
  const shape = (await readTreeShapes(reader, [undefined])).get(undefined)
  const below = place.id === ROOT.id ? undefined : place.id
  const { sql, values } = topSql(top, below, { from: to, to }, shape?.hasAliases ?? false)
  const answer = await reader.query({
    query: sql,
    query_params: values,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { log_comment: `query builder: list ${id}` },
  })
  const rows = z.array(row).parse(await answer.json())
  return {
    top: id,
    title: top.title,
    definition: top.definition,
    by: top.by,
    rows: rows.map(([orgId, name, shown, figures]) => ({
      org: { id: orgId, name },
      about: shown.map((value, i) => wordOf(top, top.shows[i] ?? '', value)).join(' · '),
      figures: figures.map(Number),
    })),
  }
}

/** A value of a field, in words: a day with what happened on it, all else by its label. */
function wordOf({ of }: Top, field: string, value: string): string {
  const known = ENTITIES[of.entity].fields.find(({ name }) => name === field)
  return known?.type === 'date' ? `${known.title} ${value}` : valueLabel(field, value)
}
