import { issueBulletin } from '../../warehouse/bulletins/issueBulletin.ts'
import { readBulletin } from '../../warehouse/bulletins/readBulletin.ts'
import { BULLETINS, type BulletinEntry } from '../../warehouse/catalogue/bulletins.ts'
import { completeByLog, readFeed } from '../../warehouse/feed/feed.ts'
import { childrenOf, type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { formatDay } from '../../warehouse/platform/time/day.ts'
import type { Job } from '../schedule/job.ts'
import { daysDue, windowEnding } from './bulletinWindows.ts'

/** The job that issues the bulletins of these kinds on the morning after their windows end. */
export function bulletinsJob(entries: readonly BulletinEntry[]): Job {
  return {
    name: 'bulletins',
    title: '通报',
    version: 1,
    schedule: '0 7 * * *',
    // monthly ones may tell what these compute
    after: ['retention', 'measures'],

    windows: (today, since, firstDay) =>
      firstDay === undefined || firstDay >= today
        ? []
        : daysDue(today, since).map(day => ({ from: day, to: day })),

    async run({ from, to: day }, context) {
      if (from !== day)
        throw new TuanshuError(
          'input',
          'bulletins are issued for those that end on one day: name a single day',
        )
      const { app } = context.warehouse
      const complete = completeByLog(await readFeed(app))
      const clock = { now: context.now(), completeAt: (log: string) => complete.get(log) ?? 0 }
      let issued = 0
      for (const entry of entries) {
        const window = windowEnding(entry.cadence, day)
        if (!window) continue
        for (const org of await issuersOf(app, entry)) {
          context.signal.throwIfAborted()
          const reading = await readBulletin(app, { org: ROOT.id }, { entry, org: org.id, window }, clock)
          if (reading.children.length === 0) continue
          await context.confirm()
          const order = { by: '', now: context.now(), signal: context.signal }
          await issueBulletin(app, reading, order)
          issued++
          context.progress(0.5, `${formatDay(day)}：已发布 ${issued} 期`)
        }
      }
      return issued
    },
  }
}

export const bulletins = bulletinsJob(BULLETINS)

/** The leading organs of the levels that issue a kind, from the top down. */
async function issuersOf(app: Warehouse['app'], { levels }: BulletinEntry): Promise<Org[]> {
  const scope = { org: ROOT.id }
  const tops = await childrenOf(app, scope, ROOT)
  const deepest = Math.max(...levels)
  const found: Org[] = tops.length > 1 && levels.includes(ROOT.level) ? [ROOT] : []
  let level = tops
  while (level.length > 0) {
    const [first] = level
    if (!first || first.level > deepest) break
    if (levels.includes(first.level)) found.push(...level)
    const below = await Promise.all(level.map(org => childrenOf(app, scope, org)))
    level = below.flat().filter(({ type }) => type === 'leading_organ')
  }
  return found
}
