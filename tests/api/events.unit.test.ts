import { describe, expect, it } from 'vitest'
import { type EventRow, eventOf } from '../../api/live/events.ts'
import { type Org, ROOT } from '../../warehouse/orgs/readOrgs.ts'

const org = (id: string, fullName: string, regionCode: string, type = 'leading_organ'): [string, Org] => [
  id,
  { ...ROOT, id, fullName, regionCode, type },
]
const PLACES = new Map([
  org('10', '共青团广州市委员会', '440100'),
  org('11', '共青团天河区委员会', '440106'),
  org('12', '共青团广州市第一中学委员会', '440106', 'committee'),
])
const event = (rest: Partial<EventRow>): EventRow => ({
  kind: 'member_joined',
  category: '',
  city: '10',
  county: '11',
  count: 1,
  fen: 0,
  at: 5,
  ...rest,
})

describe('a ticker event', () => {
  it.each([
    [event({}), '广州天河某团支部 新发展团员 1 名'],
    [event({ kind: 'payment', count: 2, fen: 1200 }), '广州天河某团支部 收到团费 12.00 元'],
    [event({ kind: 'activity', category: 'public_service' }), '广州天河某团支部 发布公益服务活动'],
    [event({ kind: 'activity', category: 'training', count: 2 }), '广州天河某团支部 发布教育培训活动 2 场'],
    [event({ kind: 'checkin', count: 3 }), '广州天河某团支部 活动签到 3 人次'],
    [event({ kind: 'study', count: 38 }), '广州天河某团支部 完成学习 38 人次'],
    [event({ kind: 'life' }), '广州天河某团支部 开展组织生活 1 次'],
    [event({ kind: 'consultation', count: 2 }), '广州天河某团支部 青年咨询 2 件'],
    [event({ kind: 'member_moved' }), '广州天河某团支部 团员转接 1 名'],
    [event({ kind: 'member_left', count: 2 }), '广州天河某团支部 团员离团 2 名'],
  ])('%# is told as %s', (given, text) => {
    expect(eventOf(given, PLACES)).toMatchObject({ text, regionCode: '440106' })
  })

  it('names no place smaller than a county, and no school', () => {
    expect(eventOf(event({ county: '12' }), PLACES)).toMatchObject({
      text: '广州某团支部 新发展团员 1 名',
      regionCode: '440100',
    })
    expect(eventOf(event({ county: '0', city: '0' }), PLACES)).toMatchObject({
      text: '省直属某团支部 新发展团员 1 名',
      regionCode: '',
    })
  })
})
