import type { FastifyInstance } from 'fastify'
import type { ApiContext } from '../context.ts'
import { wireDelivery } from '../wireDelivery.ts'
import { accountRoutes } from './accounts.ts'
import { alertRoutes } from './alerts.ts'
import { assessmentRoutes } from './assessments.ts'
import { auditRoutes } from './audit.ts'
import { bulletinRoutes } from './bulletins.ts'
import { changeRoutes } from './changes.ts'
import { frozenRoutes } from './frozen.ts'
import { healthRoutes } from './health.ts'
import { kioskRoutes } from './kiosks.ts'
import { listRoutes } from './lists.ts'
import { metricRoutes } from './metrics.ts'
import { opsDeadLetterRoutes } from './opsDeadLetters.ts'
import { opsIngestRoutes } from './opsIngest.ts'
import { opsJobRoutes } from './opsJobs.ts'
import { orgRoutes } from './orgs.ts'
import { pairingRoutes } from './pairing.ts'
import { passwordRoutes } from './password.ts'
import { ratioRoutes } from './ratios.ts'
import { referenceRoutes } from './references.ts'
import { reportRoutes } from './reports.ts'
import { sceneRoutes } from './scenes.ts'
import { sessionRoutes } from './session.ts'
import { targetRoutes } from './targets.ts'
import { ticketRoutes } from './tickets.ts'
import { wallRoutes } from './walls.ts'

/** Everything below /api. */
export async function registerRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  await app.register(healthRoutes(context))
  await app.register(metricRoutes(context))
  await app.register(orgRoutes(context))
  await app.register(reportRoutes(context))
  await app.register(listRoutes(context))
  await app.register(changeRoutes(context))
  await app.register(sceneRoutes(context))
  await app.register(alertRoutes(context))
  await app.register(targetRoutes(context))
  await app.register(ticketRoutes(context))
  await app.register(assessmentRoutes(context))
  await app.register(frozenRoutes(context))
  await app.register(bulletinRoutes(context))
  await app.register(opsDeadLetterRoutes(context))
  await app.register(opsIngestRoutes(context))
  await app.register(opsJobRoutes(context))
  await app.register(sessionRoutes(context))
  await app.register(passwordRoutes(context))
  await app.register(accountRoutes(context))
  await app.register(kioskRoutes(context))
  await app.register(referenceRoutes(context))
  await app.register(ratioRoutes(context))
  await app.register(pairingRoutes(context))
  await app.register(auditRoutes(context))
  await app.register(wallRoutes(context))
  await wireDelivery(app, context)
}
