import { EXPECTED_AGE_MS, jobsOf, logsOf, paceOf } from '../../warehouse/catalogue/panelSources.ts'
import type { PanelEntry } from '../../warehouse/catalogue/sceneEntry.ts'
import type { Heads } from './heads.ts'

/** What the content of a panel depends on: another key means that it must be asked anew. Pure. */
export function panelKey(panel: PanelEntry, heads: Heads, today: number): string {
  const marts = jobsOf(panel).map(job => `${job}:${heads.marts?.get(job)?.version}`)
  const alerts = panel.view === 'alerts' ? [heads.alerts?.version] : []
  return [today, heads.tree, ...logsOf(panel).map(log => heads[log]), ...marts, ...alerts].join(' ')
}

/** The instant up to which all that a panel shows is complete; 0 when something of it never was. Pure. */
export function panelAsOf(panel: PanelEntry, heads: Heads, completeAt: (log: string) => number): number {
  if (panel.view === 'alerts') return heads.alerts?.completeAt ?? 0
  return Math.min(
    ...logsOf(panel).map(completeAt),
    ...jobsOf(panel).map(job => heads.marts?.get(job)?.completeAt ?? 0),
  )
}

/** Expected interval between changes of the as-of of a panel. Pure. */
export function panelEvery(panel: PanelEntry): number {
  return EXPECTED_AGE_MS[paceOf(panel)]
}
