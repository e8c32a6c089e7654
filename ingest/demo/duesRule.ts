import type { IncomeBand, PayerClass } from './rows.ts'

/** What a month's dues depend on, as approved on the 1st. */
export interface Payer {
  payer: PayerClass
  isPartyMember: boolean
  /** Holds a post at 28 or older. */
  isCadreOver28: boolean
  /** After-tax income of a month in whole yuan. */
  income: number
}

/** Fixed by the province committee, 20 to 100 fen. */
const FARMER_FEN = 50

/**
 * Dues of one month in fen after 中青发〔2016〕13号. Nothing is owed by party members and cadres over 28 (voluntary);
 * 2 ‰ of the income cut to whole yuan is `income div 500`, capped at 20 yuan.
 */
export function monthlyDues(payer: Payer): number {
  if (payer.isPartyMember || payer.isCadreOver28) return 0
  if (payer.payer === 'party_member' || payer.payer === 'cadre_over_28') return 0
  if (payer.payer === 'student' || payer.payer === 'relief') return 20
  if (payer.payer === 'farmer') return FARMER_FEN
  if (payer.income < 2000) return 300
  return Math.min(20, Math.floor(payer.income / 500)) * 100
}

/** The band that an income lies in; none for who does not pay by it. */
export function incomeBandOf({ payer, income }: Pick<Payer, 'payer' | 'income'>): IncomeBand {
  if (payer !== 'wage' && payer !== 'self_employed') return 'none'
  if (income < 2000) return 'below_2000'
  if (income < 5000) return '2000_to_4999'
  return income < 10_000 ? '5000_to_9999' : 'from_10000'
}
