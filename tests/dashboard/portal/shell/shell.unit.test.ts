import { describe, expect, it } from 'vitest'
import type { DeliveryInfo } from '../../../../api/contract.ts'
import { byUrgency, canDecide, nextTryOf } from '../../../../dashboard/portal/delivery/states.ts'
import { formatSize } from '../../../../dashboard/portal/shell/formatSize.ts'
import { safeNext } from '../../../../dashboard/portal/shell/safeNext.ts'
import { withQuery } from '../../../../dashboard/portal/shell/withQuery.ts'
import { type Recent, withRecent } from '../../../../dashboard/portal/shell/withRecent.ts'
import { sampleDeliveries } from '../../../support/browser/mailAnswers.ts'

describe('where signing in leads', () => {
  it.each(['/', '/?org=1', '/reports/r/activity?org=440100&day=2026-10-01', '/reports/'])(
    '%s is followed',
    next => {
      expect(safeNext(next)).toBe(next)
    },
  )

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/a\\b',
    '',
    undefined,
    ['/a', '/b'],
    '/reports/sign-in?next=/reports/sign-in',
  ])('%s is not', next => {
    expect(safeNext(next)).toBe('/reports/')
  })
})

describe('the last reports', () => {
  const recent = (path: string): Recent => ({ title: path, about: '', path })

  it('stand newest first, each report once, and not too many', () => {
    let list: Recent[] = []
    for (const path of ['/r/a?day=1', '/r/b', '/r/c', '/r/a?day=2', '/r/d', '/r/e', '/r/f', '/r/g'])
      list = withRecent(list, recent(path))
    expect(list.map(each => each.path)).toEqual(['/r/g', '/r/f', '/r/e', '/r/d', '/r/a?day=2', '/r/c'])
  })
})

describe('deliveries', () => {
  it('uncertain ones come first whatever their age, the others newest first', () => {
    const all: DeliveryInfo[] = sampleDeliveries(1_000_000_000)
    expect(byUrgency([...all].reverse()).map(each => each.state)).toEqual([
      'uncertain',
      'sent',
      'waiting',
      'failed',
      'skipped',
    ])
    expect(all.filter(canDecide).map(each => each.state)).toEqual(['uncertain', 'failed'])
  })
})

describe('when a mail that waits goes on', () => {
  const now = Date.parse('2026-11-25T12:00:00+08:00')
  const of = (part: Partial<DeliveryInfo>) => {
    const [, waiting] = sampleDeliveries(now)
    if (!waiting) throw new Error('no delivery waits')
    return nextTryOf({ ...waiting, ...part }, now)
  }

  it('is told by the time while it lies ahead, and as a second try only after a first', () => {
    expect(of({ tries: 2, retryAt: now + 300_000 })).toBe('12:05:00 再试')
    expect(of({ tries: 0, retryAt: now + 300_000 })).toBe('12:05:00 发送')
    expect(of({ tries: 0, retryAt: now - 1 })).toBe('排队中，即将发送')
    expect(of({ tries: 2, retryAt: now })).toBe('排队中，即将再试')
    expect(of({ state: 'sent', retryAt: 0 })).toBe('')
  })
})

describe('small things', () => {
  it('an address carries only what has a value', () => {
    expect(withQuery('/api/orgs', { search: '天河 区&', org: '' })).toBe(
      '/api/orgs?search=%E5%A4%A9%E6%B2%B3+%E5%8C%BA%26',
    )
    expect(withQuery('/api/orgs', { org: '' })).toBe('/api/orgs')
  })

  it('sizes of files are short', () => {
    expect([0, 999, 1_000, 184_320, 999_949, 999_950, 12_345_678].map(formatSize)).toEqual([
      '0 B',
      '999 B',
      '1 KB',
      '184.3 KB',
      '999.9 KB',
      '1 MB',
      '12.3 MB',
    ])
  })
})
