import type { Bulletin } from '../../../warehouse/bulletins/bulletin.ts'
import { BULLETIN_PAGE, type FrozenSet } from '../../../warehouse/frozen/frozenSet.ts'
import { writeFrozen } from '../../../warehouse/frozen/frozenStore.ts'
import { formatDay } from '../../../warehouse/platform/time/day.ts'
import { at } from '../../warehouse/query/world.ts'
import type { TestWarehouse } from '../warehouse.ts'

const DAY = at('2026-11-20')

/** A bulletin of organisation 1 about its units 10 and 20, issued under this number at an instant. */
export async function issuedBulletin(
  { warehouse }: TestWarehouse,
  number: number,
  issuedAt: number,
): Promise<FrozenSet> {
  const cell = (value: number) => ({ state: 'value' as const, value, change: null })
  const bulletin: Bulletin = {
    kind: 'activities',
    department: '宣传部',
    title: '关于主题活动开展情况的通报',
    year: 2026,
    number,
    name: `通报〔2026〕第${number}期`,
    org: { id: '1', name: '团省委', fullName: '共青团省委员会', level: 2 },
    from: formatDay(DAY - 6),
    to: formatDay(DAY),
    until: '2026年11月20日24时',
    previous: null,
    paragraphs: ['截至2026年11月20日24时，全省本期开展活动7场。'],
    request: '请活动较少的单位及时安排。',
    figures: {},
    columns: [
      { figure: 'held', title: '活动', unit: '场', metric: 'ACT01', definition: '场次', hasChange: false },
    ],
    rows: [
      { id: '10', name: '组<10>', rank: 1, isRed: false, cells: [cell(7)] },
      { id: '20', name: '组20', rank: 2, isRed: true, cells: [cell(0)] },
    ],
    total: { id: '1', name: '合计', rank: null, isRed: false, cells: [cell(7)] },
    rankedBy: 0,
  }
  const head = {
    org: '1',
    orgName: '团省委',
    name: bulletin.name,
    kind: 'bulletin' as const,
    bulletin: bulletin.kind,
    grain: 'free' as const,
    from: DAY - 6,
    to: DAY,
    frozenBy: '',
    reason: bulletin.title,
    frozenAt: issuedAt,
    asOf: issuedAt,
  }
  const page = { page: BULLETIN_PAGE, title: bulletin.title, body: JSON.stringify(bulletin) }
  const set = await writeFrozen(warehouse.app, head, [page])
  if (!set) throw new Error(`there is a bulletin ${number} already`)
  return set
}
