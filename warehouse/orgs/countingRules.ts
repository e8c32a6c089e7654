import path from 'node:path'
import { z } from 'zod'
import { ENTITY_NAMES, type EntityName } from '../catalogue/entities.ts'
import type { Config } from '../platform/config.ts'
import { TuanshuError } from '../platform/errors.ts'
import { SQL_DIR } from '../platform/migrate/readSqlFiles.ts'
import { dayCell, lastDayCell } from '../platform/table/cells.ts'
import { periodFaults } from '../platform/table/datedRows.ts'
import { listFaults, parseTable, readTableText } from '../platform/table/readTable.ts'

/** A dated row of the file: in this region, only this system counts for the entity. */
export interface CountingRule {
  entity: EntityName | '*'
  /** First digits of administrative codes; `''` is everywhere. */
  region: string
  /** Number of the source system. */
  system: number
  from: number
  /** Infinity when it is still valid. */
  to: number
  /** File and line, for messages. */
  place: string
}

const COLUMNS = ['entity', 'region', 'system', 'valid_from', 'valid_to'] as const
const EVERY_ENTITY = '*'

const schema = z
  .object({
    entity: z.enum([EVERY_ENTITY, ...ENTITY_NAMES], {
      error: issue => `unknown entity "${issue.input}"; known are *, ${ENTITY_NAMES.join(', ')}`,
    }),
    region: z.string().regex(/^(\d{2}){0,3}$/, {
      error: issue =>
        `region "${issue.input}" is not the beginning of an administrative code; write 44, 4401, 440103, or nothing`,
    }),
    system: z
      .string()
      .regex(/^\d{1,3}$/, {
        error: issue =>
          `system "${issue.input}" is no number of a system (ingest/mapping/<system>/system.yaml)`,
      })
      .transform(Number)
      .pipe(z.number().min(1, 'system is below 1').max(255, 'system is above 255')),
    valid_from: dayCell('valid_from'),
    valid_to: lastDayCell('valid_to'),
  })
  .refine(row => row.valid_to >= row.valid_from, 'valid_to lies before valid_from')

/**
 * Which system counts: the rows of `COUNTING_SYSTEMS`, or of the table that is shipped, which has none.
 * Throws `TuanshuError('config')` that names file and line of every fault.
 */
export function readCountingRules(config: Pick<Config, 'COUNTING_SYSTEMS'>): CountingRule[] {
  const file = config.COUNTING_SYSTEMS ?? path.join(SQL_DIR, 'reference', 'counting_system.csv')
  return parseCountingRules(readTableText('COUNTING_SYSTEMS', file), file)
}

/** Parses the text of a file. Lines that begin with # are remarks. Throws as `readCountingRules` does. */
export function parseCountingRules(text: string, file: string): CountingRule[] {
  const { rows, faults } = parseTable(text, file, { columns: COLUMNS, row: schema })
  const rules = rows.map(({ row: { valid_from: from, valid_to: to, ...what }, place }) => ({
    ...what,
    from,
    to,
    place,
  }))
  // how rows lie to each other can only be said of rows that are right by themselves
  if (faults.length === 0)
    faults.push(
      ...periodFaults(
        rules,
        ({ entity, region }) => `${entity} ${region}`,
        ({ entity, region }) => `system that counts for ${entity} in region "${region}"`,
      ),
    )
  if (faults.length > 0)
    throw new TuanshuError('config', listFaults('the table of counting systems is wrong:', faults))
  return rules
}

/** The rules that are in force on a day. */
export function rulesOn(rules: readonly CountingRule[], on: number): CountingRule[] {
  return rules.filter(({ from, to }) => from <= on && on <= to)
}

/**
 * The system that counts for an entity in a region, of rules that are in force on one day; undefined when no rule says.
 * A rule that names the entity goes before one for all; of those the one with the longest region.
 */
export function countingSystem(
  rules: readonly CountingRule[],
  entity: EntityName,
  region: string,
): number | undefined {
  const [best] = rules
    .filter(
      rule => (rule.entity === entity || rule.entity === EVERY_ENTITY) && region.startsWith(rule.region),
    )
    .sort(
      (a, b) =>
        Number(a.entity === EVERY_ENTITY) - Number(b.entity === EVERY_ENTITY) ||
        b.region.length - a.region.length,
    )
  return best?.system
}
