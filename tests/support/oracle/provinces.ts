import type { MetricId } from '../../../warehouse/catalogue/metrics.ts'
import type { SimulatedOptions } from '../province/simulated.ts'

/**
 * A province in which the metrics of a system are held against their oracles. `unseen` names those of which it has none:
 * nothing is proven of them but that nothing is counted. `only`: no others.
 */
export interface OracleProvince extends SimulatedOptions {
  system: string
  unseen?: readonly MetricId[]
  only?: readonly MetricId[]
}

/** More than a year, with the season in which members graduate. */
const YEAR = { from: '2025-09-01 00:00:00', until: '2026-10-12 15:00:00' }
/** Weeks in which issues come out, and the season of meetings, evaluations and inspections. */
const AUTUMN = { from: '2025-09-20 00:00:00', until: '2026-01-12 15:00:00' }

/** The provinces of the tests in tests/jobs/oracle: what one is too small or too short for, another has. */
export const PROVINCES = {
  guangdong: {
    ...YEAR,
    system: 'guangdong',
    members: 500,
    seed: 21,
    unseen: [
      'ACT16',
      'ACT17',
      'AGE02',
      'AGE03',
      'AGE04',
      'AGE05',
      'AGE06',
      'CAD06',
      'DUE08',
      'DUE09',
      'DUE12',
      'EDU04',
      'EDU07',
      'MSG01',
      'MSG03',
      'MSG04',
      'ORG06',
      'ORG07',
      'ORG10',
      'RET03',
      'RWD01',
      'RWD02',
      'RWD03',
      'RWD04',
      'RWD05',
      'SQU08',
    ],
  },
  // the months around the first of November, with members enough that there is some of what is rare
  season: {
    ...AUTUMN,
    system: 'guangdong',
    members: 2_500,
    seed: 10,
    only: [
      'ORG06',
      'CAD06',
      'EDU01',
      'EDU02',
      'EDU03',
      'EDU04',
      'EDU05',
      'EDU06',
      'EDU07',
      'RWD01',
      'RWD02',
      'RWD03',
      'RWD04',
      'RWD05',
      'RWD06',
      'MSG01',
      'SYS06',
      'SYS17',
    ],
  },
  // of so many members one comes back and one stays for arrears, if the seed is right
  exits: {
    system: 'guangdong',
    members: 4_000,
    seed: 48,
    from: '2025-12-01 00:00:00',
    until: '2026-12-12 15:00:00',
    only: [
      'ACT12',
      'ACT16',
      'AGE01',
      'AGE02',
      'AGE03',
      'AGE04',
      'AGE05',
      'AGE06',
      // some of them pay of their own accord
      'DUE03',
      'DUE04',
      'DUE08',
      'DUE09',
      'DUE12',
      'MSG03',
      'MSG04',
      'RET03',
    ],
  },
  gongqingyun: {
    ...YEAR,
    system: 'gongqingyun',
    members: 500,
    seed: 25,
    unseen: [
      'AGE05',
      'DUE08',
      'DUE09',
      'DUE12',
      'RET03',
      'ORG06',
      'ORG10',
      'RWD02',
      'RWD04',
      'RWD06',
      'SYS06',
      'SYS17',
      'MEM06',
      'ACT13',
      'ACT14',
      'ACT15',
      'ACT16',
      'STU05',
      'CON02',
      'CON03',
      'CON04',
    ],
  },
  participation: {
    ...AUTUMN,
    system: 'gongqingyun',
    members: 6_000,
    seed: 3,
    only: [
      'ACT04',
      'ACT06',
      'ACT09',
      'ACT11',
      'ACT13',
      'ACT14',
      'ACT15',
      'ACT17',
      'STU01',
      'STU02',
      'STU03',
      'STU04',
      'STU05',
      'STU07',
      'CON01',
      'CON02',
      'CON03',
      'CON04',
      'CON05',
    ],
  },
  uPlus: {
    ...AUTUMN,
    system: 'jiangsu',
    members: 6_000,
    seed: 3,
    only: ['SQU01', 'SQU02', 'SQU03', 'SQU04', 'SQU05', 'SQU08', 'SQU09', 'SQU10', 'SQU11', 'SQU12'],
  },
  jiangsu: {
    ...YEAR,
    system: 'jiangsu',
    members: 1_500,
    seed: 25,
    unseen: ['ACT16', 'CAD04', 'CLB06', 'SQU03', 'SQU09'],
  },
  national: {
    ...YEAR,
    system: 'national',
    members: 500,
    seed: 31,
    unseen: ['AGE05', 'CAD04', 'MEM20', 'ORG06', 'ORG10', 'SQU08'],
  },
  shanxi: {
    ...YEAR,
    system: 'shanxi',
    members: 500,
    seed: 31,
    unseen: ['AGE05', 'ORG06', 'ORG10', 'SQU08', 'EDU07', 'SYS06', 'SYS17'],
  },
} as const satisfies Readonly<Record<string, OracleProvince>>
