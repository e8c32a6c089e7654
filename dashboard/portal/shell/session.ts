import { computed, shallowRef } from 'vue'
import type { SessionAnswer } from '../../../api/contract.ts'
import { ask } from './ask.ts'

/** Who is signed in; null until the server was asked. */
const session = shallowRef<SessionAnswer | null>(null)

export const account = computed(() => session.value?.account ?? null)
export const hasMailbox = computed(() => session.value?.hasMailbox ?? false)

/** Runs the system: what runs for all subtrees together is shown to administrators of the whole instance only. */
export const isOperator = computed(() => account.value?.role === 'admin' && account.value.org === 'root')

/** Controls walls, and reads no reports. */
export const isController = computed(() => account.value?.role === 'controller')

/** May control the walls of its subtree. */
export const mayControl = computed(() => isController.value || account.value?.role === 'admin')

/** Asks once; later calls answer with what is known. */
export async function loadSession(): Promise<SessionAnswer> {
  session.value ??= await ask<SessionAnswer>('/api/session')
  return session.value
}

/** Throws `AskError` with the server's words when it refuses. */
export async function signIn(login: string, password: string): Promise<void> {
  await ask('/api/session', { method: 'POST', body: { login, password } })
  session.value = await ask<SessionAnswer>('/api/session')
}

/** Throws `AskError` with the server's words when it refuses. */
export async function changePassword(password: string, newPassword: string): Promise<void> {
  session.value = await ask<SessionAnswer>('/api/session/password', {
    method: 'POST',
    body: { password, newPassword },
  })
}

export async function signOut(): Promise<void> {
  await ask('/api/session', { method: 'DELETE' })
  forgetSession()
}

export function forgetSession(): void {
  session.value = null
}

export const ROLE_NAMES = {
  admin: '管理员',
  department: '部门',
  committee: '团委',
  controller: '控屏',
} as const
