import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

provesMetrics({
  system: 'gongqingyun',
  members: 500,
  seed: 25,
  from: '2025-09-01 00:00:00',
  until: '2026-10-12 15:00:00',
  // too rare for so few members; the first is none of this system
  unseen: ['ORG06', 'RWD02', 'RWD04', 'RWD06', 'SYS06', 'SYS17', 'MEM06', 'AGE03', 'AGE04'],
})
