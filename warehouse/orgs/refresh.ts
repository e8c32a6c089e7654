import { createHash } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { withLease } from '../platform/lease.ts'
import type { Log } from '../platform/log.ts'
import { dayOf } from '../platform/time/day.ts'
import { readAliases } from './aliases.ts'
import { type CanonicalTree, canonicalTree } from './canonicalTree.ts'
import { type CountingRule, rulesOn } from './countingRules.ts'
import { first64 } from './orgKey.ts'
import { storeTree } from './storeTree.ts'
import type { OrgRow } from './tree.ts'

// a tree of 600,000 organisations takes some seconds; a process that was killed meanwhile is waited for
const LEASE_MS = 10_000
const LEASE_WAIT_MS = 60_000

/**
 * Rewrites `dim_org` from the organisation log, the aliases and the counting rules in force on the business day of `now`,
 * and reloads the dictionary over it. Readers see the old tree or the new one. One process does this at a time; it
 * ends with what was written before it began.
 */
export async function refreshTree(
  client: ClickHouseClient,
  log: Log,
  rules: readonly CountingRule[] = [],
  now = Date.now(),
): Promise<void> {
  await withLease(
    client,
    'org_tree',
    { ttlMs: LEASE_MS, waitMs: LEASE_WAIT_MS, log },
    async (signal, confirm) => {
      const inForce = rulesOn(rules, dayOf(now))
      const head = await client.query({
        query: 'select toString(max(batch)) as batch from app.dwd_org_log',
        format: 'JSONEachRow',
      })
      const [{ batch } = { batch: '0' }] = await head.json<{ batch: string }>()
      const { seq, list } = await readAliases(client)
      const result = await client.query({
        query: `select toString(org_id) as org_id, toString(parent_org_id) as parent_org_id, system, org_full_name, org_short_name, org_type,
            region_code, industry_code, school_stage, status
          from app.dwd_org_rows`,
        format: 'JSONEachRow',
      })
      const rows = await result.json<OrgRow>()
      const tree = canonicalTree(rows, new Map(list.map(({ org, canonical }) => [org, canonical])), inForce)
      const version = versionOf(batch, seq, inForce)
      signal.throwIfAborted()
      await client.command({ query: 'truncate table app.dim_org_next' })
      await storeTree(client, 'app.dim_org_next', tree, { version }, signal)
      await confirm()
      await client.command({ query: 'exchange tables app.dim_org and app.dim_org_next' })
      await client.command({ query: 'system reload dictionary app.org_tree' })
      tellFaults(tree, log)
      tellUnknownSystems(inForce, rows, log)
    },
  )
}

/** Names what a tree was built from: pictures over another one are asked anew. */
function versionOf(batch: string, seq: number, inForce: readonly CountingRule[]): string {
  const rules = inForce.map(({ entity, region, system }) => `${entity}/${region}/${system}`)
  return first64(
    createHash('sha256')
      .update([batch, seq, ...rules].join('\n'))
      .digest(),
  )
}

function tellFaults({ faults }: CanonicalTree, log: Log): void {
  const isAlias = ({ fault }: { fault: string }) => fault.startsWith('alias')
  const strays = faults.filter(one => !isAlias(one))
  if (strays.length > 0)
    log.warn(
      { faults: strays.length, first: strays.slice(0, 3) },
      'organisations without a place in the tree hang under 未归属',
    )
  const useless = faults.filter(isAlias)
  if (useless.length > 0)
    log.warn(
      { faults: useless.length, first: useless.slice(0, 3) },
      'aliases are not used: an organisation of theirs is not there or is an alias itself; see `npm run orgs -- alias list`',
    )
}

/** A rule for a system that has told of nothing takes every figure of its region away. */
function tellUnknownSystems(rules: readonly CountingRule[], rows: readonly OrgRow[], log: Log): void {
  if (rules.length === 0 || rows.length === 0) return
  const known = new Set(rows.map(row => row.system))
  for (const { place, system } of rules.filter(rule => !known.has(rule.system)))
    log.warn(
      { place, system },
      'the system that counts by this rule has told of no organisation: nothing is counted there',
    )
}
