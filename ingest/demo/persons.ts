import { monthOf } from '../../warehouse/platform/time/day.ts'
import type { Random } from './random.ts'
import type { MemberRow } from './rows.ts'

type Person = Pick<MemberRow, 'name' | 'idCard' | 'gender' | 'birth' | 'phone'>

/** Of the members that a further system begins with, those whom the first knows as well. */
const KNOWN = 0.6

/** The people of a province whom several systems know: the first one brings them in, the others take some for their own. */
export class Persons {
  private readonly byMonth = new Map<number, Person[]>()
  private readonly taken = new Map<string, number>()

  /** The members of the first system; those of the others are people of their own beside them. */
  add(rows: readonly MemberRow[]): void {
    if (this.byMonth.size > 0) return
    for (const { name, idCard, gender, birth, phone } of rows) {
      const month = monthOf(birth)
      const all = this.byMonth.get(month) ?? []
      this.byMonth.set(month, all)
      all.push({ name, idCard, gender, birth, phone })
    }
  }

  /** Makes of a new member of a system, mostly, somebody of the same month of birth; nobody twice in one system. */
  acquaint(system: string, row: MemberRow, random: Random): void {
    const month = monthOf(row.birth)
    const key = `${system} ${month}`
    const next = this.taken.get(key) ?? 0
    const person = this.byMonth.get(month)?.[next]
    if (!random.chance(KNOWN) || !person) return
    this.taken.set(key, next + 1)
    Object.assign(row, person)
  }
}
