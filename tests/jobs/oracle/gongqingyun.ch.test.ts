import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

provesMetrics({
  system: 'gongqingyun',
  members: 500,
  seed: 25,
  from: '2025-09-01 00:00:00',
  until: '2026-10-12 15:00:00',
  // too rare for so few members, or of no table of this system; some are seen in participation.ch.test.ts
  unseen: [
    'ORG06',
    'RWD02',
    'RWD04',
    'RWD06',
    'SYS06',
    'SYS17',
    'MEM06',
    'AGE03',
    'AGE04',
    'ACT12',
    'ACT13',
    'ACT14',
    'ACT15',
    'ACT16',
    'STU05',
    'CON02',
    'CON03',
    'CON04',
    'SQU02',
  ],
})
