import type { FrozenAnswer, FrozenComparison, FrozenInfo } from '../../../api/contract.ts'
import { stated } from '../../../warehouse/contract/figureState.ts'

/** The id of a set whose figures were changed behind its back. */
export const BROKEN = 'b'.repeat(32)

/** Two sets, the second of which is broken. */
export function sampleFrozen(): FrozenInfo[] {
  const set: FrozenInfo = {
    id: 'a'.repeat(32),
    name: '2026年三季度迎检',
    kind: 'inspection',
    org: '440000',
    orgName: '团广东省委',
    from: '2026-10-01',
    to: '2026-10-31',
    label: '2026年10月',
    frozenBy: 'zhang.wei',
    reason: '团中央督导组 11 月来粤',
    frozenAt: Date.parse('2026-11-05T09:30:00+08:00'),
    asOf: Date.parse('2026-11-05T09:29:50+08:00'),
    pages: 2,
    checksum: '0123456789abcdef'.repeat(4),
  }
  return [set, { ...set, id: BROKEN, name: '第十六次团代会', kind: 'congress', reason: '代表名额分配的依据' }]
}

/** A set as it was asked for. */
export function frozenFrom(
  { name, kind, reason }: Pick<FrozenInfo, 'name' | 'kind' | 'reason'>,
  frozenBy: string,
  frozenAt: number,
): FrozenInfo {
  const [set] = sampleFrozen()
  if (!set) throw new Error('there is no sample of a frozen set')
  return { ...set, id: 'c'.repeat(32), name, kind, reason, frozenBy, frozenAt }
}

export function sampleFrozenPages(set: FrozenInfo): FrozenAnswer {
  return {
    set,
    isIntact: set.id !== BROKEN,
    pages: [
      { page: 'member_growth:children', title: '团员发展（按下级组织）' },
      { page: 'org_entry:children', title: '组织录入情况（按下级组织）' },
    ],
  }
}

/** One figure that is another today, and one that is hidden by now. */
export function sampleDifference(set: FrozenInfo): FrozenComparison {
  return {
    set,
    title: '团员发展',
    today: '2026-11-25',
    bases: { frozen: 'published', now: 'published' },
    columns: [
      { title: '团员总数', group: '', unit: '人', metric: 'MEM01' },
      { title: '本期', group: '新发展团员', unit: '人', metric: 'MEM07' },
    ],
    rows: [
      {
        id: '440100',
        name: '团广州市委',
        kind: 'child',
        cells: [
          { frozen: stated(312_004), now: stated(312_016), change: 12 },
          { frozen: stated(4), now: { state: 'suppressed', value: null, k: 3 }, change: null },
        ],
      },
      {
        id: '440000',
        name: '合计',
        kind: 'total',
        cells: [{ frozen: stated(2_846_312), now: stated(2_846_324), change: 12 }, null],
      },
    ],
    changed: 3,
    compared: 168,
    gone: [],
  }
}
