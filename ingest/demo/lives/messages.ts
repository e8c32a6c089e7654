import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import type { CalendarDay, Model } from '../model.ts'
import { dailyShare, LEAVING, type Season } from '../seasons.ts'

/** In a year, for each member of the province: a sample of what real platforms send. */
const SENT = 0.06
const PUBLISHED = 0.002
const CHATTED = 0.015
const EVEN: Season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
const REGISTRATION: Season = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5]

/** What is sent, its share, its season and how it is sent. */
const KINDS = [
  { kind: 'dues_reminder', share: 0.3, season: EVEN, channel: 'wechat' },
  { kind: 'transfer', share: 0.15, season: LEAVING, channel: 'wechat' },
  { kind: 'member_report', share: 0.1, season: LEAVING, channel: 'wechat' },
  { kind: 'annual_registration', share: 0.1, season: REGISTRATION, channel: 'wechat' },
  { kind: 'process', share: 0.25, season: EVEN, channel: 'in_site' },
  { kind: 'announcement', share: 0.08, season: EVEN, channel: 'in_site' },
  { kind: 'other', share: 0.02, season: EVEN, channel: 'sms' },
] as const

/** Messages and their reading, articles on the home page, and the instant messages that cadres send each other. */
export const MESSAGES: Life = {
  name: 'messages',
  day: (model, today) => {
    const random = model.randomOf(MESSAGES)
    if (model.has('message'))
      for (const { kind, share, season, channel } of KINDS) {
        // bills are reminded of on the 5th
        const days = kind === 'dues_reminder' ? (today.dayOfMonth === 5 ? today.daysInMonth : 0) : 1
        const mean = model.members * SENT * share * dailyShare(season, today.month, today.daysInMonth) * days
        for (let n = random.around(mean); n > 0; n--)
          model.plan(model.within(today.day, 9, 19, random), () => send(model, kind, channel))
      }
    if (model.has('article'))
      for (let n = random.around((model.members * PUBLISHED) / 365); n > 0; n--)
        model.plan(model.within(today.day, 9, 18, random), () => publish(model))
    if (model.has('im_day')) chat(model, today)
  },
}

function send(model: Model, kind: string, channel: string): void {
  const random = model.randomOf(MESSAGES)
  const branch = model.anyBranch(undefined, random)
  const org = kind === 'announcement' ? (branch?.parent ?? branch) : branch
  if (!org) return
  const fate = random.weighted({ delivered: 38, read: 55, failed: 4, sent: 3 })
  const message = model.record('message', {
    org_id: org.row.id,
    kind,
    channel,
    // the channel answers at once
    status: fate === 'read' ? 'delivered' : fate,
    sent_on: dayOf(model.now),
  })
  if (fate === 'read')
    model.plan(model.now + model.delay(0.01, 4, random), () => model.amend(message, { status: 'read' }))
}

/** The province features, organisations with the right to publish write for those below them. */
function publish(model: Model): void {
  const random = model.randomOf(MESSAGES)
  const isFeatured = random.chance(0.2)
  const org = isFeatured ? model.world.top : model.anyBranch(undefined, random)?.parent
  if (!org) return
  const values = { org_id: org.row.id, kind: isFeatured ? 'featured' : 'local' }
  const article = model.record('article', { ...values, status: 'draft' })
  model.plan(model.now + model.delay(0.05, 2, random), () => {
    if (random.chance(0.05)) {
      model.erase(article)
      return
    }
    model.amend(article, { status: 'published', published_on: dayOf(model.now) })
    if (!random.chance(0.06)) return
    model.plan(model.now + model.delay(1, 20, random), () => model.amend(article, { status: 'withdrawn' }))
  })
}

/** One row for each cadre who wrote, of the day before. */
function chat(model: Model, today: CalendarDay): void {
  const random = model.randomOf(MESSAGES)
  const seen = new Set<string>()
  for (let n = random.around((model.members * CHATTED) / 365); n > 0; n--) {
    const org = model.anyBranch(undefined, random)
    if (!org || seen.has(org.row.id)) continue
    seen.add(org.row.id)
    const count = random.chance(0.05) ? 0 : random.between(1, 40)
    model.plan(model.within(today.day, 1, 2, random), () =>
      model.record('im_day', {
        org_id: org.row.id,
        // of a branch its secretary, who has the number of the branch
        cadre_id: org.row.id,
        sent_on: today.day - 1,
        message_count: count,
      }),
    )
  }
}
