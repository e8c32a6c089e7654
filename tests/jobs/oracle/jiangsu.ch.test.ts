import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

provesMetrics({
  system: 'jiangsu',
  members: 1500,
  seed: 25,
  from: '2025-09-01 00:00:00',
  until: '2026-10-12 15:00:00',
  // none in these months
  unseen: ['ACT16', 'CAD04', 'CLB06', 'SQU09'],
})
