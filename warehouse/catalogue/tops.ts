import type { MetricUnit } from '../contract/unit.ts'
import { checkTop } from './metrics/checkMetric.ts'
import { FOLLOWERS, OF_U_PLUS, ORGS } from './metrics/figures.ts'
import type { Figured, Inner } from './metrics/metric.ts'

/** A number that rows are ranked by: the name of a figure of theirs. */
export interface Ranked {
  figure: string
  title: string
  unit: MetricUnit
}

/** A list of the rows with most of something, longest first: no number, so it is added up and compared with nothing. */
export interface Top {
  title: string
  definition: string
  of: Figured
  /** Rows that have none of the first are left out; the others decide between equals. */
  by: readonly [Ranked, ...Ranked[]]
  /** Fields that tell what a row is, beside its organisation. */
  shows: readonly string[]
  /** How many rows it has at most. */
  length: number
}

const DAYS = 30
const LENGTH = 10

const SIGNUPS: Inner = {
  of: {
    entity: 'signup',
    where: [
      { field: 'status', notIn: ['rejected', 'cancelled'] },
      { field: 'submitted_on', op: '>', than: { day: 'to', plus: { days: -DAYS } } },
    ],
    basis: { kind: 'since', field: 'submitted_on' },
  },
  by: 'activity_id',
}
const FAVOURITES: Inner = {
  of: {
    entity: 'activity_show',
    where: [{ field: 'status', in: ['published'] }],
    basis: { kind: 'state' },
    with: {
      favourites: {
        of: {
          entity: 'show_reaction',
          where: [{ field: 'reaction_kind', in: ['favourite'] }],
          basis: { kind: 'since', field: 'reacted_on' },
        },
        by: 'show_id',
      },
    },
  },
  by: 'activity_id',
  sum: 'favourites',
}
const ACTIVITIES: Figured = {
  entity: 'activity',
  where: [{ field: 'status', notIn: ['draft', 'cancelled'] }],
  basis: { kind: 'state' },
}
const BY_SIGNUPS: Ranked = { figure: 'signups', title: '近30天报名', unit: '人次' }
const SHOWN = ['category', 'kind', 'published_on']

/** Catalogue, list 6: lists of the rows with most of something, which stand below a report. A wrong entry is refused at start. */
export const TOPS = {
  ACT19: {
    title: '最热活动榜',
    definition: `截至期末${DAYS}天内提交、未被拒绝或取消的报名最多的活动，报名相同的收藏多的在前；草稿与已取消的活动不计，没有报名的不列。`,
    of: { ...ACTIVITIES, with: { signups: SIGNUPS, favourites: FAVOURITES } },
    by: [BY_SIGNUPS, { figure: 'favourites', title: '活动秀收藏', unit: '次' }],
    shows: SHOWN,
    length: LENGTH,
  },
  SQU06: {
    title: 'U+最热活动榜',
    definition: `七类活动中截至期末${DAYS}天内提交、未被拒绝或取消的报名最多的活动；草稿与已取消的活动不计，没有报名的不列。`,
    of: {
      ...ACTIVITIES,
      where: [...ACTIVITIES.where, OF_U_PLUS],
      with: { signups: SIGNUPS },
    },
    by: [BY_SIGNUPS],
    shows: SHOWN,
    length: LENGTH,
  },
  SQU07: {
    title: '最多关注组织榜',
    definition: '期末关注人数最多的团组织，只计关注本组织的人数，不含下级；没有人关注的不列。',
    of: { ...ORGS, with: { followers: { of: FOLLOWERS, by: 'org_id' } } },
    by: [{ figure: 'followers', title: '粉丝', unit: '人' }],
    shows: ['org_type'],
    length: LENGTH,
  },
} satisfies Readonly<Record<string, Top>>

export type TopId = keyof typeof TOPS

export const TOP_IDS = Object.keys(TOPS).filter((id): id is TopId => id in TOPS)

for (const [id, top] of Object.entries(TOPS)) checkTop(id, top)
