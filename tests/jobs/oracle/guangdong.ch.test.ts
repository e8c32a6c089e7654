import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

provesMetrics({
  system: 'guangdong',
  members: 500,
  seed: 21,
  from: '2025-09-01 00:00:00',
  until: '2026-10-12 15:00:00',
  // too rare for so few members; season.ch.test.ts and exits.ch.test.ts prove most of them
  unseen: [
    'AGE02',
    'AGE03',
    'AGE04',
    'AGE06',
    'CAD06',
    'CLB06',
    'EDU04',
    'EDU07',
    'MSG01',
    'MSG03',
    'MSG04',
    'ORG06',
    'ORG07',
    'RWD01',
    'RWD02',
    'RWD03',
    'RWD04',
    'RWD05',
    'SYS06',
    'SYS17',
    'YHM07',
  ],
})
