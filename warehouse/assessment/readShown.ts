import type { ClickHouseClient } from '@clickhouse/client'
import { orgName } from '../contract/orgName.ts'
import { childrenOf, findOrgs, ROOT } from '../orgs/readOrgs.ts'
import type { Scope } from '../orgs/scope.ts'
import type { Warehouse } from '../platform/clickhouse/client.ts'
import { TuanshuError } from '../platform/errors.ts'
import { formatDay } from '../platform/time/day.ts'
import { readFirstDay } from '../query/firstDay.ts'
import { readPlaces } from '../reference/readPlaces.ts'
import { placeOf } from '../reports/place.ts'
import type { ReportClock } from '../reports/readReport.ts'
import type { Assessment } from './assessment.ts'
import { readPublished } from './publish.ts'
import { planAssessment, readAssessment } from './readAssessment.ts'
import { type RoundKey, roundKey, roundName } from './round.ts'
import { findRound, roundsOf, type StoredRound } from './roundStore.ts'
import type { SchemeRow } from './schemeRows.ts'
import { groupsOf, schemesIn } from './schemes.ts'

/** Years that a list goes back. */
const MOST_YEARS = 5

/** An assessment as somebody may see it. */
export interface ShownAssessment {
  key: RoundKey
  /** Undefined while it is a draft. */
  round: StoredRound | undefined
  /** Of whoever is assessed only the own sheet. */
  assessment: Assessment
  /** Why a draft cannot be published yet, in words for the user. */
  notReady: string
  /** It is read by who assesses, or by one above. */
  isSuperior: boolean
}

/** An assessment that a list names. */
export interface ListedAssessment extends RoundKey {
  title: string
  orgName: string
  round: StoredRound | undefined
  /** The organisation asked about is one of the assessed, not the one that assesses. */
  isAssessed: boolean
}

/**
 * An assessment by its name: who assesses, and those above, see all sheets, of a draft by the figures of now; who is assessed sees
 * the own sheet from the publication on. Undefined for what is not there or not to be seen.
 */
export async function readShown(
  { app, reader }: Pick<Warehouse, 'app' | 'reader'>,
  scope: Scope,
  rows: readonly SchemeRow[],
  name: string,
  clock: ReportClock,
): Promise<ShownAssessment | undefined> {
  const key = roundKey(name)
  if (!key) return undefined
  const [round, seen] = await Promise.all([findRound(app, name), findOrgs(reader, scope, [key.org])])
  const isSuperior = seen.has(key.org)
  if (!round) {
    if (!isSuperior) return undefined
    const plan = await planAssessment(reader, scope, rows, key)
    if (plan.groups.length === 0 || plan.org.id !== key.org) return undefined
    return { key, round, ...(await readAssessment(reader, scope, plan, clock)), isSuperior }
  }
  const assessment = await readPublished(app, round.finalSet || round.publishedSet)
  const shown = isSuperior ? assessment : await ownSheets(reader, scope, assessment)
  return shown && { key, round, assessment: shown, notReady: '', isSuperior }
}

/** The assessments that an organisation makes of its children, and those that it stands in; the newest years first. */
export async function listAssessments(
  { app, reader }: Pick<Warehouse, 'app' | 'reader'>,
  scope: Scope,
  rows: readonly SchemeRow[],
  asked: string,
  today: number,
): Promise<{ org: { id: string; name: string }; assessments: ListedAssessment[] }> {
  const { parent } = await placeOf(reader, scope, asked)
  const readChildren = async () => {
    const children = await childrenOf(reader, scope, parent)
    const ids = children.map(({ id }) => id)
    return { children, places: await readPlaces(reader, ids) }
  }
  const [{ children, places }, rounds, firstDay = today, standing] = await Promise.all([
    readChildren(),
    roundsOf(app, [parent.id]),
    readFirstDay(reader),
    standingIn(app, parent),
  ])
  const name = orgName(parent)
  const [first, last] = [yearOf(firstDay), yearOf(today)]
  const assessments: ListedAssessment[] = []
  for (let year = last; year >= Math.max(first, last - MOST_YEARS + 1); year--)
    for (const [scheme, title] of schemesIn(rows, year))
      if (groupsOf(rows, { scheme, year }, children, places).length > 0)
        assessments.push({
          scheme,
          title,
          year,
          org: parent.id,
          orgName: name,
          round: undefined,
          isAssessed: false,
        })
  const known = new Map(assessments.map(each => [roundName(each), each]))
  for (const round of rounds) {
    const listed = known.get(roundName(round))
    if (listed) listed.round = round
    else {
      // its scheme has been taken out of the table since
      const { scheme, year, org, title } = round
      assessments.push({ scheme, title, year, org, orgName: name, round, isAssessed: false })
    }
  }
  assessments.push(...standing)
  return {
    org: { id: parent.id, name },
    assessments: assessments.sort((a, b) => b.year - a.year),
  }
}

/** The published assessments that an organisation stands in. */
async function standingIn(
  app: ClickHouseClient,
  org: { id: string; parent: string; level: number },
): Promise<ListedAssessment[]> {
  if (org.id === ROOT.id) return []
  const rounds = await roundsOf(app, [org.parent, ...(org.level === 2 ? [ROOT.id] : [])])
  const found = await Promise.all(
    rounds.map(async round => {
      const published = await ifIntact(readPublished(app, round.publishedSet))
      const { scheme, year, title } = round
      return published?.groups.some(({ sheets }) => sheets.some(({ id }) => id === org.id))
        ? [{ scheme, title, year, org: round.org, orgName: published.org.name, round, isAssessed: true }]
        : []
    }),
  )
  return found.flat()
}

/** One set that was changed behind its back must not take the list away: who assesses sees what is wrong with it. */
async function ifIntact(reading: Promise<Assessment>): Promise<Assessment | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof TuanshuError && error.code === 'conflict') return undefined
    throw error
  }
}

async function ownSheets(
  reader: ClickHouseClient,
  scope: Scope,
  assessment: Assessment,
): Promise<Assessment | undefined> {
  const ids = assessment.groups.flatMap(({ sheets }) => sheets.map(({ id }) => id))
  // whoever sees one of them and not who assesses it is of that one
  if (!ids.includes(scope.org)) return undefined
  const seen = await findOrgs(reader, scope, [scope.org])
  const groups = assessment.groups.flatMap(group => {
    const sheets = group.sheets.filter(({ id }) => seen.has(id))
    return sheets.length > 0 ? [{ ...group, sheets }] : []
  })
  return groups.length > 0 ? { ...assessment, groups } : undefined
}

function yearOf(day: number): number {
  return Number(formatDay(day).slice(0, 4))
}
