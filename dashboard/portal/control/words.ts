import type { WallAnswer, WallInfo, WallState } from '../../../api/contract.ts'
import type { Connection, Theme } from '../../../warehouse/contract/wallOrder.ts'
import type { Sent } from './useWalls.ts'

export const THEME_NAMES: Readonly<Record<Theme, string>> = {
  dark: '深色',
  'league-red': '团旗红',
  light: '浅色',
}

export const CONNECTION_NAMES: Readonly<Record<Connection, string>> = {
  connecting: '正在连接',
  live: '实时',
  degraded: '降级：轮询',
  behind: '正在追赶积压',
  'source-lost': '数据源中断',
  offline: '连接中断',
}

/** What became of a command, by the screens that were told and those that obeyed. */
export function deliveryWords({ screens, obeyed }: WallAnswer['delivery']): Pick<Sent, 'state' | 'words'> {
  if (screens === 0) return { state: 'unreachable', words: '大屏未连接，命令已保存，接通后执行' }
  const share = screens > 1 ? `（${obeyed} / ${screens} 面）` : ''
  if (obeyed === screens) return { state: 'obeyed', words: `大屏已执行${share}` }
  return { state: 'unreachable', words: `大屏没有应答${share}，命令已保存` }
}

/** What the wall says that it shows; null while it is not connected or has not said it yet. */
export function shownOf({ screens }: WallInfo): WallState | null {
  return screens.find(({ state }) => state !== null)?.state ?? null
}
