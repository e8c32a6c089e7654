import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

provesMetrics({
  system: 'guangdong',
  members: 500,
  seed: 21,
  from: '2025-09-01 00:00:00',
  until: '2026-10-12 15:00:00',
  // too rare for so few members; season.ch.test.ts proves them
  unseen: [
    'EDU07',
    'RWD01',
    'RWD02',
    'RWD03',
    'RWD04',
    'RWD05',
    'MSG01',
    'SYS06',
    'SYS17',
    'ORG06',
    'ORG07',
    'CAD06',
  ],
})
