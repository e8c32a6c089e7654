import { once } from 'node:events'
import { outliveOutput } from '../output.ts'
import { plain, plainLines } from '../plainText.ts'

/**
 * Writes text to standard output, and waits for a reader that is slower, so that nothing piles up. Much of it was typed or sent
 * by others: what could steer the terminal is escaped. Rejects once nobody reads it any more (`head`, a closed pager).
 */
export async function print(text: string): Promise<void> {
  outliveOutput().throwIfAborted()
  if (!process.stdout.write(plainLines(text))) await once(process.stdout, 'drain')
}

/** Prints one row of a list, its fields apart by tabs: no field can begin another one, or another row. */
export function printRow(...fields: readonly string[]): Promise<void> {
  return print(`${fields.map(plain).join('\t')}\n`)
}
