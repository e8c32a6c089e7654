import { sampleDeadLetters, sampleIngest, sampleJobs } from '../opsAnswers.ts'
import type { PortalDesk } from './desk.ts'

/** The state of the ingest and of the jobs. */
export function answerOperations(desk: PortalDesk): void {
  const { app, now } = desk
  app.get('/api/ops/jobs', async () => sampleJobs(now()))
  app.get('/api/ops/ingest', async () => sampleIngest(now()))
  app.get('/api/ops/dead-letters', async () => sampleDeadLetters(now()))
}
