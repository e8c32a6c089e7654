import path from 'node:path'
import type { TestServer } from './server.ts'

const NO_EXPORT = '0'.repeat(32)

/** A file of targets for every organisation: whoever asks with these probes has the campaign `everywhere`. */
export const PROBED_TARGETS = path.join(import.meta.dirname, 'probedTargets.csv')

/** Tells how to ask each route that is not public about an organisation. A new route has to be added here. */
export const PROBES: Readonly<Record<string, (org: string) => string>> = {
  'GET /api/metrics': () => '/api/metrics',
  'GET /api/metrics/:id': org => `/api/metrics/MEM01?rows=children&org=${org}`,
  'GET /api/metrics/:id/since': () => '/api/metrics/MEM01/since',
  'GET /api/metrics/:id/sql': () => '/api/metrics/MEM01/sql',
  'GET /api/changes/:metric': org => `/api/changes/MEM01?day=2026-08-01&org=${org}`,
  'GET /api/lists/:metric': org => `/api/lists/MEM01?day=2026-08-01&org=${org}`,
  'GET /api/orgs': org => `/api/orgs?search=${encodeURIComponent(`组织${org}`)}`,
  'GET /api/orgs/:id': org => `/api/orgs/${org}`,
  'GET /api/scenes': () => '/api/scenes',
  'GET /api/scenes/:scene': org => `/api/scenes/overview?org=${org}`,
  'GET /api/alerts': org => `/api/alerts?org=${org}`,
  'GET /api/alerts/count': () => '/api/alerts/count',
  'POST /api/alerts/:id/acknowledge': org => `/api/alerts/A7:${org}:members:2026-08-31/acknowledge`,
  'GET /api/targets': () => '/api/targets',
  'GET /api/targets/:campaign': org => `/api/targets/everywhere?org=${org}`,
  'GET /api/tickets': org => `/api/tickets?org=${org}`,
  'GET /api/tickets/:id': org => `/api/tickets/2026-08:members:${org}`,
  'POST /api/tickets/:id/explain': org => `/api/tickets/2026-08:members:${org}/explain`,
  'POST /api/tickets/:id/accept': org => `/api/tickets/2026-08:members:${org}/accept`,
  'POST /api/tickets/:id/return': org => `/api/tickets/2026-08:members:${org}/return`,
  'GET /api/assessments': org => `/api/assessments?org=${org}`,
  'GET /api/assessments/:id': org => `/api/assessments/league_work:2025:${org}`,
  'POST /api/assessments/:id/trial': org => `/api/assessments/league_work:2025:${org}/trial`,
  'POST /api/assessments/:id/publish': org => `/api/assessments/league_work:2025:${org}/publish`,
  'POST /api/assessments/:id/finalise': org => `/api/assessments/league_work:2025:${org}/finalise`,
  'POST /api/assessments/:id/sheets/:org/object': org =>
    `/api/assessments/league_work:2025:1/sheets/${org}/object`,
  'POST /api/assessments/:id/sheets/:org/uphold': org =>
    `/api/assessments/league_work:2025:1/sheets/${org}/uphold`,
  'POST /api/assessments/:id/sheets/:org/reject': org =>
    `/api/assessments/league_work:2025:1/sheets/${org}/reject`,
  'GET /api/frozen': () => '/api/frozen',
  'POST /api/frozen': () => '/api/frozen',
  'GET /api/frozen/:id': () => `/api/frozen/${NO_EXPORT}`,
  'GET /api/frozen/:id/pages/:page': () => `/api/frozen/${NO_EXPORT}/pages/org_entry:level`,
  'GET /api/frozen/:id/pages/:page/difference': () =>
    `/api/frozen/${NO_EXPORT}/pages/org_entry:level/difference`,
  'GET /api/bulletins': org => `/api/bulletins?org=${org}`,
  'POST /api/bulletins': () => '/api/bulletins',
  'GET /api/bulletins/:id': () => `/api/bulletins/${NO_EXPORT}`,
  'GET /api/bulletins/:id/document': () => `/api/bulletins/${NO_EXPORT}/document`,
  'GET /api/bulletins/:id/annex': () => `/api/bulletins/${NO_EXPORT}/annex`,
  'GET /api/ops/jobs': () => '/api/ops/jobs',
  'GET /api/ops/dead-letters': () => '/api/ops/dead-letters',
  'GET /api/ops/ingest': () => '/api/ops/ingest',
  'GET /metrics': () => '/metrics',
  'GET /api/session/password': () => '/api/session/password',
  'POST /api/session/password': () => '/api/session/password',
  'GET /api/audit': org => `/api/audit?org=${org}`,
  'GET /api/audit/file': org => `/api/audit/file?org=${org}`,
  'GET /api/accounts': () => '/api/accounts',
  'POST /api/accounts': () => '/api/accounts',
  'POST /api/accounts/:login/reset': () => '/api/accounts/nobody/reset',
  'POST /api/accounts/:login/move': () => '/api/accounts/nobody/move',
  'POST /api/accounts/:login/role': () => '/api/accounts/nobody/role',
  'POST /api/accounts/:login/email': () => '/api/accounts/nobody/email',
  'POST /api/accounts/:login/enable': () => '/api/accounts/nobody/enable',
  'POST /api/accounts/:login/disable': () => '/api/accounts/nobody/disable',
  'GET /api/ratios': () => '/api/ratios',
  'POST /api/ratios/check': () => '/api/ratios/check',
  'POST /api/ratios': () => '/api/ratios',
  'POST /api/ratios/:id/withdraw': () => '/api/ratios/none/withdraw',
  'GET /api/references': () => '/api/references',
  'POST /api/references/check': () => '/api/references/check',
  'POST /api/references': () => '/api/references',
  'POST /api/references/:id/withdraw': () => '/api/references/none/withdraw',
  'GET /api/kiosks': () => '/api/kiosks',
  'POST /api/kiosks': () => '/api/kiosks',
  'DELETE /api/kiosks/:id': () => '/api/kiosks/none',
  'POST /api/kiosks/pair': () => '/api/kiosks/pair',
  'GET /api/walls': () => '/api/walls',
  'POST /api/walls/:id/orders': () => '/api/walls/none/orders',
  'GET /api/reports': () => '/api/reports',
  'GET /api/reports/:id/tops': org => `/api/reports/u_plus/tops?org=${org}`,
  'GET /api/reports/:id': org => `/api/reports/member_growth?rows=children&org=${org}`,
  'GET /api/exports': () => '/api/exports',
  'POST /api/exports': () => '/api/exports',
  'GET /api/exports/:id': () => `/api/exports/${NO_EXPORT}`,
  'DELETE /api/exports/:id': () => `/api/exports/${NO_EXPORT}`,
  'GET /api/exports/:id/file': () => `/api/exports/${NO_EXPORT}/file`,
  'GET /api/deliveries': () => '/api/deliveries',
  'POST /api/deliveries/:id/decide': () => '/api/deliveries/none/decide',
  'GET /api/recipients': () => '/api/recipients',
  'POST /api/recipients': () => '/api/recipients',
  'POST /api/recipients/remove': () => '/api/recipients/remove',
  'GET /api/mailings': () => '/api/mailings',
  'POST /api/mailings/:id/pause': () => '/api/mailings/monthly/pause',
  'POST /api/mailings/:id/resume': () => '/api/mailings/monthly/resume',
  'GET /api/mailings/:id/send': () => '/api/mailings/monthly/send?period=2026-08',
  'POST /api/mailings/:id/send': () => '/api/mailings/monthly/send',
  'GET /api/mailings/:id/preview': () => '/api/mailings/monthly/preview?recipient=a@b.cn',
  'GET /api/mailings/:id/preview/files/:n': () => '/api/mailings/monthly/preview/files/0?recipient=a@b.cn',
}
/** Routes about one thing that has to be there: their own tests ask with foreign scopes. */
export const ABOUT_ONE_THING: readonly string[] = [
  'GET /api/assessments/:id',
  'GET /api/bulletins/:id',
  'GET /api/bulletins/:id/document',
  'GET /api/bulletins/:id/annex',
  'GET /api/frozen/:id',
  'GET /api/frozen/:id/pages/:page',
  'GET /api/frozen/:id/pages/:page/difference',
  'GET /api/exports/:id',
  'GET /api/tickets/:id',
  'GET /api/exports/:id/file',
  'GET /api/mailings/:id/preview',
  'GET /api/mailings/:id/preview/files/:n',
]
/** Routes that tell the same to everybody who may ask, or only what lies in the scope. */
export const ABOUT_NO_ORG: readonly string[] = [
  'GET /api/frozen',
  'GET /api/metrics/:id/since',
  'GET /api/metrics',
  'GET /api/alerts/count',
  'GET /api/targets',
  'GET /api/session/password',
  'GET /api/accounts',
  'GET /api/references',
  'GET /api/kiosks',
  'GET /api/walls',
  'GET /api/orgs',
  'GET /api/scenes',
  'GET /api/reports',
  'GET /api/exports',
  'GET /api/deliveries',
  'GET /api/recipients',
  'GET /api/mailings',
  'GET /api/mailings/:id/send',
]

/** Access of the routes that of all accounts only administrators may use. */
export const ADMIN_ACCESS: ReadonlySet<string> = new Set(['admin', 'operator', 'metrics'])
/** Access of those that of administrators only those of the whole instance may use. */
export const WHOLE_ACCESS: ReadonlySet<string> = new Set(['operator', 'metrics'])

/** Every route that is not public, with whom it is for. */
export function closedRoutesOf({ app }: TestServer): [route: string, access: string][] {
  return [...app.routeAccess].flatMap(([route, access]) =>
    access === undefined || access === 'public' || route.startsWith('HEAD') || route.includes('/api/docs')
      ? []
      : [[route, access]],
  )
}
