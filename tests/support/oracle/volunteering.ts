import { members } from './members.ts'
import { type Oracle, ratio, sum } from './oracle.ts'

export const VOLUNTEER_ORACLES: Readonly<Record<string, Oracle>> = {
  VOL01: (world, ask) => sum(world.within('volunteer_hours', 'served_on', ask), 'volunteer_minutes'),
  VOL02: (world, ask) => {
    const all = members(world, ask)
    const volunteers = new Set(
      world
        .stockOn('volunteer', ask.to)
        .filter(row => row.status === 'active')
        .map(row => row.person_key),
    )
    return ratio(all.filter(row => volunteers.has(row.person_key ?? '')).length, all.length)
  },
  VOL03: (world, ask) =>
    ratio(
      sum(world.within('volunteer_hours', 'served_on', ask), 'volunteer_minutes'),
      world.stock('volunteer', ask).filter(row => row.status === 'active').length,
    ),
}
