import { computed, shallowRef } from 'vue'
import type { ExportInfo } from '../../../api/contract.ts'
import { ask } from './ask.ts'

/** What an export is ordered with. */
export type ExportOrder =
  | {
      kind: 'report'
      report: string
      org: string
      grain: string
      day: string
      rows: string
      basis?: string
    }
  | { kind: 'monthly'; org: string; month: string }
  | { kind: 'list'; metric: string; org: string; grain: string; day: string; [option: string]: string }
  | { kind: 'tickets'; org: string; filter?: string; month?: string; item?: string }
  | { kind: 'assessment'; org: string; assessment: string }

export const EXPORT_STATES: Readonly<Record<ExportInfo['state'], string>> = {
  queued: '排队中',
  running: '正在生成',
  done: '已完成',
  failed: '失败',
  cancelled: '已取消',
  expired: '已过期',
}

const POLL_MS = 800

/** Exports that this page ordered and that have not been put away. */
const ordered = shallowRef<readonly ExportInfo[]>([])
let timer: ReturnType<typeof setTimeout> | undefined

export const trayed = computed(() => ordered.value)

export function isWorking(info: ExportInfo): boolean {
  return info.state === 'queued' || info.state === 'running'
}

/** Orders an export and follows it until it ends. Throws `AskError`. */
export async function orderExport(order: ExportOrder): Promise<void> {
  const info = await ask<ExportInfo>('/api/exports', { method: 'POST', body: order })
  ordered.value = [info, ...ordered.value]
  follow()
}

export async function cancelExport(id: string): Promise<void> {
  await ask(`/api/exports/${encodeURIComponent(id)}`, { method: 'DELETE' })
  await refresh(id)
}

export function putAway(id: string): void {
  ordered.value = ordered.value.filter(each => each.id !== id)
}

export function putAllAway(): void {
  clearTimeout(timer)
  ordered.value = []
}

export function fileOf(id: string): string {
  return `/api/exports/${encodeURIComponent(id)}/file`
}

function follow(): void {
  clearTimeout(timer)
  const working = ordered.value.filter(isWorking)
  if (working.length === 0) return
  timer = setTimeout(async () => {
    // one answer that is lost on the way is made up for by the next
    await Promise.allSettled(working.map(each => refresh(each.id)))
    follow()
  }, POLL_MS)
}

async function refresh(id: string): Promise<void> {
  const info = await ask<ExportInfo>(`/api/exports/${encodeURIComponent(id)}`)
  ordered.value = ordered.value.map(each => (each.id === id ? info : each))
}
