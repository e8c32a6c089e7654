import { members } from './members.ts'
import type { Oracle, OracleAsk } from './oracle.ts'
import { ratio } from './oracle.ts'
import { isBranch, organisations } from './organisations.ts'
import type { OracleRow, OracleWorld } from './world.ts'

const COMMITTEE = ['deputy_secretary', 'standing_committee_member', 'committee_member']

const cadres = (world: OracleWorld, ask: OracleAsk): OracleRow[] =>
  world.stock('cadre', ask).filter(row => row.status === 'entered' || row.status === 'onboarded')
const onboarded = (world: OracleWorld, ask: OracleAsk) =>
  cadres(world, ask).filter(row => row.status === 'onboarded').length

/** The organisations at which somebody holds one of these posts. */
const heldAt = (world: OracleWorld, day: number, posts: readonly string[]) =>
  new Set(
    world
      .stockOn('cadre', day)
      .filter(row => row.status !== 'applied' && posts.includes(String(row.post)))
      .map(row => String(row.org_id)),
  )

export const CADRE_ORACLES: Readonly<Record<string, Oracle>> = {
  CAD01: (world, ask) => cadres(world, ask).length,
  CAD02: onboarded,
  CAD03: (world, ask) => ratio(onboarded(world, ask), cadres(world, ask).length),
  CAD04: (world, ask) => world.stock('account', ask).filter(row => row.account_kind === 'operator').length,
  CAD05: (world, ask) => {
    const appointed = world
      .within('cadre', 'appointed_on', ask)
      .filter(row => row.status !== 'applied' && row.status !== 'rejected')
    const removed = world.within('cadre', 'removed_on', ask).filter(row => row.status === 'removed')
    return appointed.length + removed.length
  },
  CAD06: (world, ask) => world.stock('cadre', ask).filter(row => row.status === 'applied').length,
  CAD07: (world, ask) => {
    const led = heldAt(world, ask.to, ['secretary'])
    const helped = heldAt(world, ask.to, COMMITTEE)
    const all = organisations(world, ask)
    const whole = all.filter(row => {
      const id = String(row.org_id)
      return led.has(id) && (isBranch(row) || helped.has(id))
    })
    return ratio(whole.length, all.length)
  },
  CAD08: (world, ask) => ratio(cadres(world, ask).length, members(world, ask).length),
}
