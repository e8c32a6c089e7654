import { describe } from 'vitest'
import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

// weeks in which issues come out, and the season of meetings and inspections
const AUTUMN = { members: 6_000, seed: 3, from: '2025-09-20 00:00:00', until: '2026-01-12 15:00:00' }

describe('study, consultation and shows', () =>
  provesMetrics({
    ...AUTUMN,
    system: 'gongqingyun',
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
  }))

describe('U+', () =>
  provesMetrics({
    ...AUTUMN,
    system: 'jiangsu',
    only: ['SQU01', 'SQU02', 'SQU04', 'SQU05', 'SQU08', 'SQU09', 'SQU10', 'SQU12'],
  }))
