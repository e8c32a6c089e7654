import type { BulletinCell, BulletinInfo } from '../../../api/contract.ts'
import { gainText, valueText } from '../../../warehouse/contract/figureText.ts'
import type { Unit } from '../../../warehouse/contract/unit.ts'
import { momentText } from '../frozen/words.ts'

export const CADENCE_NAMES = { two_day: '每两日', weekly: '每周', monthly: '每月' } as const

/** A change since the last bulletin: `▲ 12`, of a share its points `▼ 1.1`, `持平`, `—` without a base. */
export function changeOf(cell: BulletinCell | undefined, unit: Unit): string {
  if (!cell || cell.change === null) return '—'
  if (!/[1-9]/.test(valueText(cell.change, unit))) return '持平'
  return gainText(cell.change, unit).replace('%', '')
}

/** Who issued a bulletin and when. */
export function issuedWords({ issuedBy, issuedAt }: BulletinInfo): string {
  return `${issuedBy || '定时发布'}，${momentText(issuedAt)}`
}
