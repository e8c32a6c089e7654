import { setTimeout as sleep } from 'node:timers/promises'
import { publishAssessment } from '../../warehouse/assessment/publish.ts'
import { planAssessment, readAssessment } from '../../warehouse/assessment/readAssessment.ts'
import { answered, raised, roundName } from '../../warehouse/assessment/round.ts'
import { findRound, objectionsTo, writeObjection } from '../../warehouse/assessment/roundStore.ts'
import { readSchemes } from '../../warehouse/assessment/schemeRows.ts'
import { findAccount } from '../../warehouse/control/accounts/accounts.ts'
import { completeByLog, readFeed } from '../../warehouse/feed/feed.ts'
import { ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { readFirstDay } from '../../warehouse/query/firstDay.ts'
import { cityLogins } from './cityLogins.ts'
import { DEMO_ADMIN } from './demoAccounts.ts'

/** Between two looks whether the jobs of the night have computed the last year. */
const LOOK_MS = 60_000
const SCHEME = 'league_work'
const OBJECTION_DAYS = 7
const TEXTS = [
  '团干入驻率未计 12 月集中入驻的 2 个县区，请核对。',
  '活动覆盖率偏低：有 3 个学校的活动登记在校外系统，请核对。',
]
const REPLY = '已核对：校外系统的活动不在统计范围内，按系统登记的计。'

interface Parts extends Pick<Warehouse, 'app' | 'reader'> {
  config: Pick<Config, 'ASSESSMENTS'>
  /** Milliseconds since 1970. */
  now(): number
  signal: AbortSignal
  log: Log
}

/**
 * Waits until the year before is computed, publishes the province's assessment of its cities, and has two of them object, one
 * answered already. Nothing where the data begin later. What people have done meanwhile stays as it is; a later start adds
 * nothing. Ends with the signal.
 */
export async function publishDemoAssessment({ app, reader, config, now, signal, log }: Parts): Promise<void> {
  const year = Number(formatDay(dayOf(now())).slice(0, 4)) - 1
  const scope = { org: ROOT.id }
  const rows = readSchemes(config)
  const firstDay = await readFirstDay(reader)
  if (firstDay === undefined || Number(formatDay(firstDay).slice(0, 4)) > year) return
  while (!signal.aborted) {
    try {
      if (await publish()) return
    } catch (error) {
      // a busy machine answers later
      log.warn({ reason: describeError(error) }, 'the assessment of the demo is not published yet')
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
  }

  /** Resolves to whether nothing is left to do. */
  async function publish(): Promise<boolean> {
    const plan = await planAssessment(reader, scope, rows, { scheme: SCHEME, year, org: ROOT.id })
    const name = roundName({ scheme: SCHEME, year, org: plan.org.id })
    if (plan.groups.length === 0 || (await findRound(app, name))) return true
    const complete = completeByLog(await readFeed(app))
    const clock = { now: now(), completeAt: (log: string) => complete.get(log) ?? 0 }
    const reading = await readAssessment(reader, scope, plan, clock)
    if (reading.notReady) return false
    const deed = { login: DEMO_ADMIN, byOrg: ROOT.id, at: now() }
    await publishAssessment(app, reading, OBJECTION_DAYS, deed, signal)
    await object(name)
    return true
  }

  async function object(name: string): Promise<void> {
    const round = await findRound(app, name)
    if (!round) return
    const logins = [...(await cityLogins(reader))]
    const today = dayOf(now())
    let written = 0
    for (const [org, login] of logins) {
      const text = TEXTS[written]
      if (text === undefined) break
      if (!(await findAccount(app, login))) continue
      if (
        await writeObjection(
          app,
          0,
          raised(round, undefined, { org, text, today }, { login, byOrg: org, at: now() }),
        )
      )
        written++
    }
    const last = (await objectionsTo(app, name)).find(({ text }) => text === TEXTS.at(-1))
    if (!last) return
    const deed = { login: DEMO_ADMIN, byOrg: ROOT.id, at: now() }
    await writeObjection(app, last.seq, answered(last, 'rejected', REPLY, deed))
  }
}
