import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

provesMetrics({
  system: 'shanxi',
  members: 500,
  seed: 31,
  from: '2025-09-01 00:00:00',
  until: '2026-10-12 15:00:00',
  // too rare for so few members
  unseen: ['ORG06', 'SQU08', 'EDU07', 'SYS06', 'SYS17'],
})
