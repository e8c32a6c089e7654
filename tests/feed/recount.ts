import { dayOf } from '../../warehouse/platform/time/day.ts'
import { type Comparison, compare } from './compare.ts'
import { compareComputed, runJobs } from './computed.ts'
import type { Database } from './database.ts'
import type { Product } from './product.ts'
import { type FeedSource, scriptOf, topicOf } from './source.ts'
import type { Topics } from './topics.ts'

interface Parts {
  source: FeedSource
  database: Database
  topics: Topics
  product: Product
}

/** Tables of which figures of past months count the rows that were there. */
const LOOKED_BACK_AT = ['member', 'dues_bill', 'dues_payment']

/**
 * Counts everything again in the source's own SQL, has the nightly jobs compute every month, and compares each figure.
 * `figures` is how many the source has.
 */
export async function recount(
  parts: Parts,
  signal: AbortSignal,
): Promise<{ figures: number; comparisons: Comparison[] }> {
  const { source, database, product } = parts
  const { systemId } = source
  await noteTold(parts)
  const counted = await database.query(await scriptOf(source, 'recount'))
  const computed = await database.query(await scriptOf(source, 'recount-computed'))
  const today = dayOf(Date.now())
  const comparisons = await product.read(async (warehouse, config) => {
    const asked = await compare(warehouse, systemId, counted, today)
    await runJobs({ warehouse, config }, today, signal)
    return [...asked, ...(await compareComputed(warehouse, systemId, computed, today))]
  })
  return { figures: counted.length + computed.length, comparisons }
}

/** Lets the source know of which rows any message tells: of those that went before, nobody knows that they were there. */
async function noteTold({ source, database, topics }: Parts): Promise<void> {
  for (const name of LOOKED_BACK_AT) {
    const messages = await topics.read([topicOf(source, name)])
    const ids = new Set(messages.flatMap(({ key }) => /\d+/.exec(key ?? '')?.[0] ?? []))
    const rows = [...ids].map(id => `('${name}', ${id})`)
    await database.execute(`insert into recount.told values ${rows.join(', ')};`)
  }
}
