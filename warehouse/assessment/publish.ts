import type { ClickHouseClient } from '@clickhouse/client'
import { ASSESSMENT_PAGE, type FrozenSet } from '../frozen/frozenSet.ts'
import { findFrozen, readFrozenPage } from '../frozen/frozenStore.ts'
import { writeNumbered } from '../frozen/writeNumbered.ts'
import { TuanshuError } from '../platform/errors.ts'
import { dayOf, parseDay } from '../platform/time/day.ts'
import type { Assessment, Sheet } from './assessment.ts'
import type { AssessmentReading } from './readAssessment.ts'
import { type Deed, finalised, type Round, roundName, whyNotFinal } from './round.ts'
import { findRound, objectionsTo, type StoredRound, writeRound } from './roundStore.ts'

const FASTER = '这项考核刚有变化，请刷新后再办'

/**
 * Publishes an assessment to the assessed, who may object for `days` days from tomorrow on. The sheets are frozen first, then
 * the round begins: a process that is killed in between leaves a set that the repeated call finds, and takes as it is. Throws
 * `TuanshuError('conflict')`, in words for the user, when the figures are not whole, or it is published already.
 */
export async function publishAssessment(
  client: ClickHouseClient,
  { assessment, notReady }: AssessmentReading,
  days: number,
  deed: Deed,
  signal?: AbortSignal,
): Promise<Round> {
  if (notReady) throw new TuanshuError('conflict', notReady)
  if (assessment.groups.length === 0) throw new TuanshuError('conflict', '没有这项考核适用的直属下级')
  const key = { scheme: assessment.scheme, year: assessment.year, org: assessment.org.id }
  if (await findRound(client, roundName(key))) throw new TuanshuError('conflict', '这项考核已公示')
  const set = await freeze(client, assessment, '公示', deed, signal)
  const round: Round = {
    ...key,
    ...deed,
    title: assessment.title,
    state: 'published',
    publishedSet: set.id,
    finalSet: '',
    objectionsUntil: dayOf(deed.at) + days,
  }
  if (!(await writeRound(client, 0, round))) throw new TuanshuError('conflict', FASTER)
  return round
}

/**
 * Makes a published assessment final. While no objection was upheld it is what was published; otherwise `readAnew` is asked for
 * the figures of today, and each sheet says what was published before. Killed in between it leaves a set, as `publishAssessment`
 * does. Throws `TuanshuError('conflict')`, in words for the user, when it cannot be final yet.
 */
export async function finaliseAssessment(
  client: ClickHouseClient,
  round: StoredRound,
  readAnew: (published: Assessment) => Promise<AssessmentReading>,
  deed: Deed,
  signal?: AbortSignal,
): Promise<Round> {
  const objections = await objectionsTo(client, roundName(round))
  const today = dayOf(deed.at)
  const reason = whyNotFinal(round, objections, today)
  if (reason) throw new TuanshuError('conflict', reason)
  const published = await readPublished(client, round.publishedSet)
  const last = objections.some(({ state }) => state === 'upheld')
    ? comparedWith(published, await whole(readAnew(published)))
    : published
  const set = await freeze(client, last, '定稿', deed, signal)
  const next = finalised(round, set.id, objections, today, deed)
  if (!(await writeRound(client, round.seq, next))) throw new TuanshuError('conflict', FASTER)
  return next
}

/** The assessment that is frozen in a set. Throws as `readFrozenPage` does. */
export async function readPublished(client: ClickHouseClient, id: string): Promise<Assessment> {
  const set = await findFrozen(client, id)
  if (!set) throw new TuanshuError('conflict', `the frozen set ${id} of an assessment is not there`)
  return JSON.parse(await readFrozenPage(client, set, ASSESSMENT_PAGE))
}

async function whole(reading: Promise<AssessmentReading>): Promise<Assessment> {
  const { assessment, notReady } = await reading
  if (notReady) throw new TuanshuError('conflict', notReady)
  return assessment
}

function freeze(
  client: ClickHouseClient,
  assessment: Assessment,
  step: '公示' | '定稿',
  deed: Deed,
  signal: AbortSignal | undefined,
): Promise<FrozenSet> {
  const [from, to] = [parseDay(assessment.from) ?? 0, parseDay(assessment.to) ?? 0]
  const { title, scheme, year, org } = assessment
  const reason = `${year}年度${title}（${scheme}）${step}`
  return writeNumbered(client, {
    org: org.id,
    kind: 'assessment',
    nameOf: number => `考核〔${year}〕第${number}号`,
    known: sets => sets.find(set => set.reason === reason),
    make: async () => ({
      head: {
        orgName: org.name,
        bulletin: '',
        grain: 'year',
        from,
        to,
        frozenBy: deed.login,
        reason,
        frozenAt: deed.at,
        asOf: assessment.asOf,
      },
      pages: [{ page: ASSESSMENT_PAGE, title: reason, body: JSON.stringify(assessment) }],
    }),
    ...(signal ? { signal } : {}),
  })
}

/** What was published of each organisation beside what is final. */
function comparedWith(published: Assessment, final: Assessment): Assessment {
  const before = new Map(published.groups.flatMap(({ sheets }) => sheets.map(sheet => [sheet.id, sheet])))
  const withBefore = (sheet: Sheet): Sheet => {
    const old = before.get(sheet.id)
    return { ...sheet, before: old ? { total: old.total, rank: old.rank } : null }
  }
  return {
    ...final,
    groups: final.groups.map(group => ({ ...group, sheets: group.sheets.map(withBefore) })),
  }
}
