import { formatDay, startOfDay } from '../../warehouse/platform/time/day.ts'
import { fakeIdCard } from './names.ts'
import { noise } from './random.ts'
import type { MemberRow, OrgRow, OrgType } from './rows.ts'
import type { State } from './table.ts'

/**
 * What people fill into the forms of organisations and members beside what the life of the province needs. It depends on the
 * number of the row alone, so that nothing of the history moves by it.
 */

/** Salts of `noise`, one for each decision. */
const SALT = {
  recorded: 201,
  secretary: 202,
  birth: 203,
  phone: 204,
  email: 205,
  quota: 206,
  filled: 207,
  star: 208,
  realName: 209,
  memberNo: 210,
  volunteer: 211,
  schoolCode: 212,
  joinedOn: 213,
  joinedOnLost: 214,
} as const

/** Organisations that were there before the system were entered within so many days before the history begins. */
const ENTERED_WITHIN = 500
const DAY_MS = 86_400_000
/** Share of the members from before the system whose papers do not say when they joined. */
const JOINING_LOST = 0.02

/** When an organisation was entered: the old ones in the campaign, the new ones as they are founded. */
export function recordedAtOfOrg(id: string, createdAt: number, start: number): number {
  if (createdAt >= start) return createdAt
  const before = Math.floor(chanceOf(id, 'recorded') * ENTERED_WITHIN) * DAY_MS
  return Math.max(createdAt, start - DAY_MS - before)
}

export function isSecretaryMissing(id: string, type: OrgType): boolean {
  return chanceOf(id, 'secretary') < (type === 'branch' ? 0.07 : 0.03)
}

export function isPhoneMissing(id: string): boolean {
  return chanceOf(id, 'phone') < 0.06
}

/** An identity number of an adult who is nobody; `serial` tells the secretaries apart. */
export function secretaryOf(seed: number, region: string, serial: number): string {
  const year = 1980 + Math.floor(noise(seed, serial, SALT.birth) * 22)
  return fakeIdCard(region, `${year}${String((serial % 12) + 1).padStart(2, '0')}15`, serial)
}

/** Ten digits, which all organisations of a school should have. */
export function schoolCodeOf({ id, industry, regionCode }: OrgRow): string | null {
  if (industry !== 'school' || chanceOf(id, 'schoolCode') < 0.1) return null
  return `${regionCode}${id.slice(-4)}`
}

/** What only the form of the national system asks: mail, 编制, and the star rating of branches. */
export function formOf({ id, type, createdAt }: OrgRow): State {
  const has_email = Number(chanceOf(id, 'email') < 0.7)
  if (type === 'branch') {
    const star = chanceOf(id, 'star')
    const isRated = star < 0.9 && createdAt < RATED_FROM
    const grade = star < 0.08 ? 'five' : star < 0.3 ? 'four' : star < 0.8 ? 'three' : 'two'
    return { has_email, star_rating: isRated ? grade : 'none', rating_year: isRated ? RATING_YEAR : 0 }
  }
  if (type !== 'leading_organ' || chanceOf(id, 'quota') < 0.1) return { has_email }
  const quota = 3 + Math.floor(chanceOf(id, 'quota') * 20)
  const filled = Math.round(quota * (0.6 + 0.4 * chanceOf(id, 'filled')))
  return {
    has_email,
    admin_quota: quota,
    admin_filled: filled,
    inst_quota: quota % 4,
    inst_filled: Math.min(quota % 4, 2),
    has_admin_quota: 1,
    has_admin_filled: 1,
    has_inst_quota: 1,
    has_inst_filled: 1,
  }
}

const RATING_YEAR = 2024
/** Branches founded later have not been rated yet. */
const RATED_FROM = Date.UTC(RATING_YEAR, 0, 1)

export function realNameOf({ id }: MemberRow): 'none' | 'passed' | 'passed_offline' | 'failed' {
  const chance = chanceOf(id, 'realName')
  if (chance < 0.88) return 'passed'
  if (chance < 0.93) return 'passed_offline'
  return chance < 0.95 ? 'failed' : 'none'
}

/** 年份(4) + 省(2) + 序号(6) of who joined in 2017 or later; some have none, a wrong year, or that of somebody else. */
export function memberNoOf({ id, joinedOn }: MemberRow): string | null {
  if (joinedOn === null) return null
  const year = Number(formatDay(joinedOn).slice(0, 4))
  const chance = chanceOf(id, 'memberNo')
  if (year < 2017 || chance < 0.03) return null
  const serial = chance > 0.99 ? 1 : Number(id.slice(-6))
  return `${chance < 0.04 ? year - 1 : year}${id.slice(0, 2)}${String(serial).padStart(6, '0')}`
}

/** Somebody who would have joined as a child: the year was typed wrongly. */
export function isJoiningDayWrong({ id }: MemberRow): boolean {
  return chanceOf(id, 'joinedOn') < 0.004
}

export function isVolunteer({ id }: MemberRow): boolean {
  return chanceOf(id, 'volunteer') < 0.6
}

/** Members were entered when they joined, and who joined before there was a system when it came. */
export function recordedAtOf({ joinedOn }: MemberRow): number | null {
  return joinedOn === null ? null : startOfDay(Math.max(joinedOn, MEMBERS_FROM)) + 10 * 3_600_000
}

/** The day on which somebody joined, as the system has it: of some who joined before there was a system nobody knows. */
export function joinedOnOf({ id, joinedOn }: MemberRow): number | null {
  const isLost = joinedOn !== null && joinedOn < MEMBERS_FROM && chanceOf(id, 'joinedOnLost') < JOINING_LOST
  return isLost ? null : joinedOn
}

/** Entry of members began in March 2018. */
const MEMBERS_FROM = Date.UTC(2018, 2, 1) / DAY_MS

function chanceOf(id: string, what: keyof typeof SALT): number {
  return noise(0, Number(id.slice(-9)), SALT[what])
}
