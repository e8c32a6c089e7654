import type { HeldAccountInfo, Role } from '../../../api/contract.ts'
import { clockOf, dayOf } from '../../parts/time.ts'
import { ROLE_NAMES } from '../shell/session.ts'

/** What can be done with an account. */
export const DEEDS = ['move', 'role', 'email', 'reset', 'disable', 'enable'] as const
export type Deed = (typeof DEEDS)[number]

export const DEED_NAMES: Readonly<Record<Deed, string>> = {
  move: '改绑组织',
  role: '更改角色',
  email: '更改邮箱',
  reset: '重置密码',
  disable: '停用',
  enable: '启用',
}

/** What an account of a role may do. */
export const ROLE_HINTS: Readonly<Record<Role, string>> = {
  admin: '看本组织及下级的全部报表，管理本级及下级的账号、大屏链接、邮件；绑定全部组织的还管理运行',
  department: '看本组织及下级的报表，导出',
  committee: '看本组织及下级的报表，导出，按邮箱接收定时邮件，提交书面说明',
  controller: '控制本组织及下级的大屏，看不到报表',
}

/** What can be done with this account: nobody locks out the account that one is signed in with. */
export function deedsOf({ isOwn, isEnabled }: HeldAccountInfo): Deed[] {
  if (isOwn) return ['email']
  return DEEDS.filter(deed => deed !== (isEnabled ? 'enable' : 'disable'))
}

/** What will happen, in words, before it is done. `target`: the new organisation's name, role or address. */
export function consequenceOf(deed: Deed, account: HeldAccountInfo, target: string): string {
  const who = `${account.login}（${ROLE_NAMES[account.role]}，${account.orgName}）`
  const out = '正在登录的浏览器几秒内退出'
  switch (deed) {
    case 'move':
      return `${who}改绑到${target}：此后只见${target}及其下级，不再见${account.orgName}；${out}，密码不变。`
    case 'role':
      return `${who}的角色改为“${target}”；${out}，密码不变。`
    case 'email':
      if (!target) return `${who}不再有邮箱，此后不接收定时邮件。`
      return `${who}的邮箱改为 ${target}${account.role === 'committee' ? '，定时邮件从下一期起发到这里' : '；只有“团委”账号接收定时邮件'}。`
    case 'reset':
      return `${who}得到一个新的一次性密码，只显示一次，原密码作废；${out}。`
    case 'disable':
      return `${who}不能再登录，也不再收到定时邮件；${out}。账号与记录保留，可以再启用。`
    case 'enable':
      return `${who}可以用原来的密码登录，看${account.orgName}及其下级。`
  }
}

export function signInWords({ lastSignInAt }: HeldAccountInfo): string {
  return lastSignInAt === null ? '没有记录' : `${dayOf(lastSignInAt)} ${clockOf(lastSignInAt).slice(0, 5)}`
}

/** Login, organisation or address hold the words that were typed. */
export function isFound({ login, orgName, email }: HeldAccountInfo, words: string): boolean {
  const typed = words.trim().toLowerCase()
  return [login, orgName, email].some(text => text.toLowerCase().includes(typed))
}
