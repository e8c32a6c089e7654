import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

// the months around the first of November, with members enough that there is some of what is rare
provesMetrics({
  system: 'guangdong',
  members: 2_500,
  seed: 10,
  from: '2025-09-20 00:00:00',
  until: '2026-01-12 15:00:00',
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
})
