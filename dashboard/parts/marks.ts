import type { WallSpecial } from '../../warehouse/contract/wallOrder.ts'
import { clockOf, dayOf, minuteOf } from './time.ts'

/**
 * The words by which a picture that is not what is now can never be taken for it; `''` while it is. `shownAt`: the time that the
 * shown picture is of, null while there is none.
 */
export function markOf(special: WallSpecial | null, shownAt: number | null, now: number): string {
  switch (special?.kind) {
    case undefined:
      return ''
    case 'maintenance':
      return `维护 ${minuteOf(special.at, now)} 起`
    case 'past':
      return shownAt === null ? `回看 ${special.day}` : `回看 ${dayOf(shownAt)}`
    case 'replay':
      return `回放 ${shownAt === null ? '近 12 个月' : dayOf(shownAt)}（每${secondsText(special.stepSeconds)}一周）`
    case 'last_day':
      return `回放 ${shownAt === null ? '近 24 小时' : `${dayOf(shownAt)} ${clockOf(shownAt).slice(0, 5)}`} ×${special.speed}`
    case 'frozen':
      return shownAt === null ? '画面定格' : `画面定格 ${minuteOf(shownAt, now)}`
  }
}

function secondsText(seconds: number): string {
  return seconds === 1 ? '秒' : ` ${seconds} 秒`
}
