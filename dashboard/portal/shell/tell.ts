import { ElMessage } from 'element-plus'

/** A short notice over the page: a failure by default. */
export function tell(message: string, type: 'error' | 'success' = 'error'): void {
  ElMessage({ message, type, grouping: true, duration: type === 'error' ? 6_000 : 2_500 })
}
