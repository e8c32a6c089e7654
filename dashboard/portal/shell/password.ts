import { shallowRef } from 'vue'

/** The dialog in which the own password is changed; it is opened from the account menu and from the notice. */
export const isChangingPassword = shallowRef(false)

/**
 * What is wrong with what was typed, as far as it can be told here; `''` when it may be sent. The rules themselves are the
 * server's.
 */
export function faultOfTyped({ old, next, again }: { old: string; next: string; again: string }): string {
  if (!old) return '请输入原密码'
  if (!next) return '请输入新密码'
  return next === again ? '' : '两次输入的新密码不一致'
}
