import { sampleAlertPage, sampleAlerts } from '../sampleAlerts.ts'
import type { PortalDesk } from './desk.ts'

/** Alerts, and who has taken note of them. */
export function answerAlerts(desk: PortalDesk): void {
  const { app, options, now } = desk
  let alerts = sampleAlerts()
  const alertPage = (query: Record<string, string | undefined> = {}) => {
    const page = sampleAlertPage(alerts, query)
    options.alterAlerts?.(page)
    return page
  }
  app.get<{ Querystring: Record<string, string | undefined> }>('/api/alerts', async request =>
    alertPage(request.query),
  )
  app.get('/api/alerts/count', async () => alertPage().open)
  app.post<{ Params: { id: string }; Body: { note: string } }>(
    '/api/alerts/:id/acknowledge',
    async request => {
      const note = { severity: 'red' as const, login: desk.account.login, note: request.body.note, at: now() }
      alerts = alerts.map(each =>
        each.id === request.params.id
          ? { ...each, isAcknowledged: true, mayAcknowledge: false, notes: [...each.notes, note] }
          : each,
      )
      return alerts.find(each => each.id === request.params.id)
    },
  )
}
