import { shallowRef } from 'vue'
import type { AlertCounts } from '../../../api/contract.ts'
import { ask } from '../shell/ask.ts'

/** Open alerts of the account's organisation; null while they are not known. */
export const openCounts = shallowRef<AlertCounts | null>(null)

/** Asks how many there are. Beside every page: where that fails nothing is shown, the page itself says what does not work. */
export async function refreshOpenCounts(): Promise<void> {
  try {
    openCounts.value = await ask<AlertCounts>('/api/alerts/count')
  } catch {
    openCounts.value = null
  }
}
