import type { BulletinAnswer, BulletinRow } from '../../../api/contract.ts'
import { type StatedFigure, stated } from '../../../warehouse/contract/figureState.ts'

const UNITS = ['广州', '深圳', '珠海', '汕头', '佛山', '韶关', '湛江', '肇庆', '江门', '茂名', '惠州', '梅州']

/** A second bulletin: twelve units, one of them red and one whose figure is not known. */
export function sampleBulletin(): BulletinAnswer {
  return {
    info: {
      id: 'd'.repeat(32),
      name: '通报〔2026〕第2期',
      kind: 'entry_progress',
      title: '关于组织树建立工作进展情况的通报',
      org: '440000',
      orgName: '团广东省委',
      label: '2026年11月23日至24日',
      issuedBy: '',
      issuedAt: Date.parse('2026-11-25T07:00:00+08:00'),
    },
    checksum: '0123456789abcdef'.repeat(4),
    bulletin: {
      kind: 'entry_progress',
      department: '组织部',
      title: '关于组织树建立工作进展情况的通报',
      year: 2026,
      number: 2,
      name: '通报〔2026〕第2期',
      org: { id: '440000', name: '团广东省委', fullName: '共青团广东省委员会', level: 2 },
      from: '2026-11-23',
      to: '2026-11-24',
      until: '2026年11月24日24时',
      previous: { name: '通报〔2026〕第1期', until: '2026年11月22日24时' },
      paragraphs: [
        '截至2026年11月24日24时，全省共有直属下级组织12个，其中11个已登录系统，1个未登录系统；10个已完整录入本组织信息，2个未完整录入本组织信息；12个已创建直属下级组织，0个未创建直属下级组织。',
        '与上期（截至2026年11月22日24时）相比，团组织增加3个，已登录系统的增加12个，信息完整的增加9个，任务完成率提高0.4个百分点。',
        '任务完成率低于50%且上期以来没有新增信息完整组织的单位：团梅州市委，予以通报。',
      ],
      request: '请进度靠后的单位查明原因、倒排时间。',
      figures: { units: stated(12) },
      columns: [
        {
          figure: 'orgs',
          title: '团组织',
          unit: '个',
          metric: 'ORG01',
          definition: '团组织总数。',
          hasChange: true,
        },
        {
          figure: 'done',
          title: '任务完成率',
          unit: '%',
          metric: 'TRE05',
          definition: '完成任务的组织 ÷ 组织总数。',
          hasChange: true,
        },
      ],
      rows: UNITS.map((name, i) => unit(name, i)),
      total: row('440000', '合计', null, [stated(12_480), stated(0.713)], [3, 0.004]),
      rankedBy: 1,
    },
  }
}

function unit(name: string, i: number): BulletinRow {
  const last = i === UNITS.length - 1
  const done: StatedFigure = i === 10 ? { state: 'unknown_source', value: null } : stated(0.98 - i * 0.045)
  const changes = i === 0 ? [2, 0.004] : last ? [0, 0] : [-1, null]
  const figures = [stated(1_240 - i * 60), done]
  return { ...row(`4401${i}`, `团${name}市委`, i === 10 ? null : i + 1, figures, changes), isRed: last }
}

function row(
  id: string,
  name: string,
  rank: number | null,
  figures: readonly StatedFigure[],
  changes: readonly (number | null)[],
): BulletinRow {
  return {
    id,
    name,
    rank,
    isRed: false,
    cells: figures.map((each, i) => ({ ...each, change: changes[i] ?? null })),
  }
}
