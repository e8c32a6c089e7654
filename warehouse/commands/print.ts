import { once } from 'node:events'
import { outliveOutput } from '../output.ts'

/**
 * Writes text to standard output, and waits for a reader that is slower, so that nothing piles up. Rejects once nobody reads
 * it any more (`head`, a closed pager).
 */
export async function print(text: string): Promise<void> {
  outliveOutput().throwIfAborted()
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
