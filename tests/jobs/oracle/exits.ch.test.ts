import { provesMetrics } from '../../support/oracle/provesMetrics.ts'

// with members enough that some are cadres beyond 28; who comes back or stays for arrears is rarer still
provesMetrics({
  system: 'guangdong',
  members: 4_000,
  seed: 5,
  from: '2025-12-01 00:00:00',
  until: '2026-10-12 15:00:00',
  unseen: ['AGE02', 'AGE03', 'AGE06'],
  only: ['AGE02', 'AGE03', 'AGE04', 'AGE06'],
})
