import { z } from 'zod'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import {
  DAY_SPEEDS,
  LONGEST_WALL_TITLE,
  STEP_SECONDS,
  THEMES,
  type WallOrder,
} from '../../warehouse/contract/wallOrder.ts'
import { isPlain } from '../../warehouse/platform/plainText.ts'
import { dayOf, formatDay, parseDay } from '../../warehouse/platform/time/day.ts'
import type { WallCommand } from '../contract.ts'

const orgId = z.string().regex(/^\d{1,20}$/, { error: '组织编号无效' })

export const wallCommand: z.ZodType<WallCommand> = z.discriminatedUnion(
  'do',
  [
    z.strictObject({
      do: z.literal('scene'),
      scene: z.string().max(40, { error: '没有这个画面' }).nullable(),
    }),
    z.strictObject({ do: z.literal('org'), org: orgId.nullable() }),
    z.strictObject({
      do: z.literal('theme'),
      theme: z.enum(THEMES, { error: `主题只能为 ${THEMES.join('、')}` }).nullable(),
    }),
    z.strictObject({
      do: z.literal('title'),
      title: z
        .string({ error: '请填写标题' })
        .trim()
        .max(LONGEST_WALL_TITLE, { error: `标题最多 ${LONGEST_WALL_TITLE} 个字` })
        .refine(isPlain, { error: '标题不能含有控制字符或不可见的字符' }),
    }),
    z.strictObject({ do: z.enum(['pause', 'play']) }),
    z.strictObject({
      do: z.literal('past'),
      day: z.string().refine(day => parseDay(day) !== undefined, { error: '日期应为 YYYY-MM-DD' }),
    }),
    z.strictObject({
      do: z.literal('replay'),
      stepSeconds: z.literal(STEP_SECONDS, { error: `每周只能停留 ${STEP_SECONDS.join('、')} 秒` }),
    }),
    z.strictObject({
      do: z.literal('last_day'),
      speed: z.literal(DAY_SPEEDS, { error: `倍速只能为 ${DAY_SPEEDS.join('、')}` }),
    }),
    z.strictObject({ do: z.enum(['freeze', 'maintain', 'live']) }),
    z.strictObject({ do: z.literal('undo'), seq: z.number().int().min(1) }),
  ],
  { error: '没有这个命令' },
)

/** What a command makes of the order of a wall, at an instant (milliseconds since 1970). Pure. */
export function ordered(
  order: WallOrder,
  command: Exclude<WallCommand, { do: 'undo' }>,
  at: number,
): WallOrder {
  switch (command.do) {
    case 'scene':
      return { ...order, scene: command.scene, special: thawed(order) }
    case 'org':
      return { ...order, org: command.org, special: thawed(order) }
    case 'theme':
      return { ...order, theme: command.theme }
    case 'title':
      return { ...order, title: command.title }
    case 'pause':
    case 'play':
      return { ...order, isPaused: command.do === 'pause' }
    case 'freeze':
      return { ...order, special: { kind: 'frozen', at } }
    case 'maintain':
      return { ...order, special: { kind: 'maintenance', at } }
    case 'past':
      return { ...order, special: { kind: 'past', day: command.day, at } }
    case 'replay': {
      const until = formatDay(dayOf(at) - 1)
      return { ...order, special: { kind: 'replay', until, stepSeconds: command.stepSeconds, at } }
    }
    case 'last_day':
      return { ...order, special: { kind: 'last_day', speed: command.speed, at } }
    case 'live':
      return { ...order, special: null }
  }
}

/** Who picks another picture does not want the frozen one any more. */
function thawed({ special }: WallOrder): WallOrder['special'] {
  return special?.kind === 'frozen' ? null : special
}

const THEME_NAMES = { dark: '深色', 'league-red': '团旗红', light: '浅色' } as const

/** The command in words, for the audit. */
export function commandWords(command: WallCommand): string {
  switch (command.do) {
    case 'scene':
      return command.scene === null ? '恢复轮播' : `画面 ${SCENES.get(command.scene)?.title ?? command.scene}`
    case 'org':
      return command.org === null ? '回到本屏组织' : `组织 ${command.org}`
    case 'theme':
      return command.theme === null ? '主题 默认' : `主题 ${THEME_NAMES[command.theme]}`
    case 'title':
      return command.title === '' ? '撤下标题' : `标题 ${command.title}`
    case 'pause':
      return '暂停轮播'
    case 'play':
      return '继续轮播'
    case 'freeze':
      return '画面定格'
    case 'maintain':
      return '维护'
    case 'past':
      return `回看 ${command.day}`
    case 'replay':
      return `回放近 12 个月，每周 ${command.stepSeconds} 秒`
    case 'last_day':
      return `回放近 24 小时 ×${command.speed}`
    case 'live':
      return '恢复实时'
    case 'undo':
      return '撤销'
  }
}
