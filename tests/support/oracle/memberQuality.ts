import { monthsAfter } from './days.ts'
import { ageDay, members } from './members.ts'
import type { Oracle } from './oracle.ts'
import { ratio, sum } from './oracle.ts'
import { organisations } from './organisations.ts'
import { ownReference } from './references.ts'

const dayOf = (text: string) => Date.parse(text) / 86_400_000
const yearOf = (day: unknown) => new Date(Number(day) * 86_400_000).getUTCFullYear()

export const MEMBER_QUALITY_ORACLES: Readonly<Record<string, Oracle>> = {
  MEM11: (world, ask) => {
    const aged = members(world, ask).filter(row => ageDay(row, 14) <= ask.to && ageDay(row, 29) > ask.to)
    return ratio(aged.length, ownReference(world, ask, 'youths'))
  },
  MEM14: (world, ask) => {
    const all = members(world, ask)
    return ratio(all.filter(row => /^passed/.test(String(row.real_name_status))).length, all.length)
  },
  MEM15: (world, ask) => {
    const holders = new Map<string, number>()
    for (const row of world.stockOn('member', ask.to)) {
      const number = String(row.member_no_key)
      holders.set(number, (holders.get(number) ?? 0) + 1)
    }
    const numbered = members(world, ask).filter(row => Number(row.joined_on) >= dayOf('2017-01-01'))
    const sound = numbered.filter(
      row =>
        Number(row.member_no_year) === yearOf(row.joined_on) && holders.get(String(row.member_no_key)) === 1,
    )
    return ratio(sound.length, numbered.length)
  },
  MEM16: (world, ask) =>
    members(world, ask).filter(row => {
      const joined = Number(row.joined_on)
      if (joined < -25_000 || Number(row.birth_month) < -25_000) return false
      const youngest = joined >= dayOf('2016-09-01') ? 13 : 12
      return (
        joined < monthsAfter(row.birth_month, youngest * 12) ||
        joined >= monthsAfter(row.birth_month, 29 * 12 + 1)
      )
    }).length,
  MEM20: (world, ask) => {
    const first = dayOf(`${yearOf(ask.to)}-01-01`)
    const admitted = world
      .facts('party_recommendation', ask)
      .filter(row => row.status === 'admitted')
      .filter(row => Number(row.admitted_on) >= first && Number(row.admitted_on) <= ask.to)
    return admitted.length + sum(organisations(world, ask), 'party_recommendation_count')
  },
}
