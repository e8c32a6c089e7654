/** What a metric is counted in. Stored are money in fen (元), time in minutes (小时) and shares as fractions of 1 (%). */
export const METRIC_UNITS = [
  '个',
  '人',
  '%',
  '元',
  '场',
  '人次',
  '小时',
  '小时/人',
  '元/人',
  '人/个',
  '项',
  '件',
  '天',
  '条',
  '篇',
  '次',
  '行',
  '分',
  '家',
  '对',
  '件/人',
  '格',
] as const
export type MetricUnit = (typeof METRIC_UNITS)[number]

/** Also `名` of a rank, which stands in reports only, and `个月`, which stands in alerts only. */
export const UNITS = [...METRIC_UNITS, '名', '个月'] as const
export type Unit = (typeof UNITS)[number]

export interface Writing {
  /** How many stored ones make one that is written. */
  scale: number
  /** Digits behind the point, always all of them. Thousands are parted by commas. */
  decimals: 0 | 1 | 2
  /** Part of the figure itself; every other unit stands behind it, after a space, or in the heading. */
  suffix: '' | '%'
}

const COUNT: Writing = { scale: 1, decimals: 0, suffix: '' }

/** How figures of each unit are written, in every channel. */
export const WRITINGS: Readonly<Record<Unit, Writing>> = {
  个: COUNT,
  人: COUNT,
  场: COUNT,
  人次: COUNT,
  项: COUNT,
  件: COUNT,
  天: { ...COUNT, decimals: 1 },
  '%': { scale: 0.01, decimals: 1, suffix: '%' },
  '元/人': { scale: 100, decimals: 2, suffix: '' },
  元: { scale: 100, decimals: 2, suffix: '' },
  小时: { scale: 60, decimals: 1, suffix: '' },
  '小时/人': { scale: 60, decimals: 1, suffix: '' },
  条: COUNT,
  篇: COUNT,
  次: COUNT,
  行: COUNT,
  '人/个': { ...COUNT, decimals: 1 },
  家: COUNT,
  对: COUNT,
  '件/人': { ...COUNT, decimals: 1 },
  格: COUNT,
  分: { ...COUNT, decimals: 1 },
  名: COUNT,
  个月: COUNT,
}
