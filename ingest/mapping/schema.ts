import { z } from 'zod'
import { ENTITY_NAMES } from '../../warehouse/catalogue/entities.ts'
import { type FlagWords, foldWord } from './flags.ts'
import { TIME_TYPES } from './mapping.ts'
import { parentSchema } from './parents.ts'

/** `system.yaml`: a source system. */
export const systemSchema = z.strictObject({
  id: z.int().min(1).max(255),
  name: z.string().regex(/^[a-z]+$/),
  title: z.string(),
  zone: z.literal('Asia/Shanghai'),
  database: z.string().default(''),
  capture: z.string().default(''),
  /** Name of a table's topic: `{table}` stands for the table as its file spells it, `{schema}` and `{name}` for its parts. */
  topic: z.string().min(1).optional(),
  /** Patterns of tables that nobody maps and whose messages are passed over. */
  ignore: z.array(z.string().min(1)).default([]),
})
export type SystemFile = z.infer<typeof systemSchema>

const column = z.string().min(1)
const type = z.enum(TIME_TYPES)
/** Tells apart the ids of several tables that feed one log. */
const space = z.string().regex(/^\w+$/)
const words = z.array(z.string()).min(1)

const sides = { yes: words.optional(), no: words.optional() }

/** A word must not mean both, and a source that has words of its own has them for both. */
function checkSides({ yes, no }: FlagWords, context: z.RefinementCtx): void {
  const report = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
  if (!yes !== !no) report([yes ? 'yes' : 'no'], `say both: ${yes ? 'no' : 'yes'} is missing`)
  for (const [i, word] of (no ?? []).entries())
    if (yes?.some(other => foldWord(other) === foldWord(word)))
      report(['no', i], `${JSON.stringify(word)} is in yes as well`)
}

const fieldSchema = z.discriminatedUnion('as', [
  z.strictObject({
    column,
    as: z.enum([
      'text',
      'id',
      'org',
      'person',
      'pseudonym',
      'count',
      'filled',
      'number_year',
      'identity_birth',
      'identity_gender',
    ]),
  }),
  z.strictObject({ column, as: z.literal('ref'), space: space.optional() }),
  z.strictObject({ column, as: z.literal('flag'), ...sides }).superRefine(checkSides),
  z.strictObject({ column, as: z.literal('enum'), values: z.record(z.string(), z.string()) }),
  z.strictObject({ column, as: z.enum(['date', 'month', 'instant']), type }),
  z.strictObject({ column, as: z.literal('minutes'), unit: z.enum(['seconds', 'minutes', 'hours']) }),
  z.strictObject({ column, as: z.literal('fen'), unit: z.enum(['yuan', 'fen']) }),
  z.strictObject({ as: z.literal('constant'), value: z.union([z.string(), z.int().min(0)]) }),
])

/** Any other file of a system: one source table. */
export const tableSchema = z.strictObject({
  table: z.string().min(1),
  topics: z.array(z.string().min(1)).min(1).optional(),
  format: z.literal('unwrapped').optional(),
  entity: z.enum(ENTITY_NAMES),
  key: z.union([column, z.array(column).min(1)]),
  space: space.optional(),
  deleted: z
    .strictObject({ column, ...sides })
    .superRefine(checkSides)
    .optional(),
  order: z.enum(['offset', 'commit time']).default('offset'),
  parents: z.array(parentSchema).default([]),
  fields: z.record(z.string(), fieldSchema),
})
export type TableFile = z.infer<typeof tableSchema>
export type FieldFile = z.infer<typeof fieldSchema>
