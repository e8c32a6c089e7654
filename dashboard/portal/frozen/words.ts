import type { Compared, FrozenInfo, FrozenKind } from '../../../api/contract.ts'
import { figureText, gainText } from '../../../warehouse/contract/figureText.ts'
import type { Unit } from '../../../warehouse/contract/unit.ts'
import { clockOf, dayOf } from '../../parts/time.ts'

export const KIND_NAMES: Readonly<Record<FrozenKind, string>> = {
  year_end: '年终',
  inspection: '迎检',
  congress: '团代会',
  other: '其他',
  bulletin: '通报',
  assessment: '考核',
}

/** Who froze a set and when: `admin，2026-11-21 10:00`. */
export function frozenWords({ frozenBy, frozenAt }: FrozenInfo): string {
  return `${frozenBy || '定时任务'}，${momentText(frozenAt)}`
}

/** `2026-11-21 10:00`, of milliseconds since 1970. */
export function momentText(at: number): string {
  return `${dayOf(at)} ${clockOf(at).slice(0, 5)}`
}

/** A figure of then, of now and the change: `9 → 11（▲ 2）`. */
export function comparedText({ frozen, now, change }: Compared, unit: Unit): string {
  const texts = `${figureText(frozen, unit)} → ${figureText(now, unit)}`
  return change === null ? texts : `${texts}（${gainText(change, unit)}）`
}

/** How two parts of a checksum are shown, so that people can compare them. */
export function checksumText(checksum: string): string {
  return (checksum.match(/.{8}/g) ?? []).join(' ')
}
