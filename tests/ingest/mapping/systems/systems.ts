import { GONGQINGYUN } from './gongqingyun.ts'
import { GUANGDONG } from './guangdong.ts'
import { JIANGSU } from './jiangsu.ts'
import { NATIONAL } from './national.ts'
import type { Sample } from './sample.ts'
import { SHANXI } from './shanxi.ts'

/** Rows of every table of every shipped system; `connector` where the system sends them by Debezium. */
export const SYSTEMS: readonly { name: string; samples: readonly Sample[]; connector: string | null }[] = [
  { name: 'guangdong', samples: GUANGDONG, connector: 'mysql' },
  { name: 'shanxi', samples: SHANXI, connector: null },
  { name: 'jiangsu', samples: JIANGSU, connector: null },
  { name: 'national', samples: NATIONAL, connector: null },
  { name: 'gongqingyun', samples: GONGQINGYUN, connector: 'postgresql' },
]
