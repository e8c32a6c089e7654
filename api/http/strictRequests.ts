import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { RequestError } from './errors.ts'

const { localeError } = z.locales.zhCN()

/**
 * Compiles the schemas of requests. A key they do not name is refused: dropped without a word, it would let the caller
 * believe that he was understood. So is half a character, which nothing behind could store. Faults that a schema has no words
 * of its own for are told in Chinese.
 * Throws `TuanshuError('config')` for a schema whose keys it cannot see.
 */
export const strictValidatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, method, url }) => {
  const strict = strictly(schema, `${method} ${url}`)
  return (data: unknown) => {
    const broken = halfCharacter(data)
    if (broken !== undefined)
      return { error: new RequestError('input', `${broken === '' ? '' : `${broken}：`}含有不完整的字符`) }
    const { success, data: value, error } = strict.safeParse(data, { error: wordsOf })
    if (success) return { value }
    const faults = error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join('/')}：${message}` : message,
    )
    return { error: new RequestError('input', faults.join('；')) }
  }
}

/** Half of a surrogate pair, which JSON lets through and nothing behind it can store. */
const HALF = /\p{Cs}/u

/** Where a text holds half a character, its keys from the outside in; undefined where none does. */
function halfCharacter(data: unknown): string | undefined {
  if (typeof data === 'string') return HALF.test(data) ? '' : undefined
  if (typeof data !== 'object' || data === null) return undefined
  for (const [key, value] of Object.entries(data)) {
    if (HALF.test(key)) return ''
    const inner = halfCharacter(value)
    if (inner !== undefined) return inner === '' ? key : `${key}/${inner}`
  }
  return undefined
}

function wordsOf(issue: z.core.$ZodRawIssue): ReturnType<typeof localeError> {
  if (issue.code === 'unrecognized_keys') return `没有这个参数：${issue.keys.join('、')}`
  return issue.input === undefined ? '不能缺少' : localeError(issue)
}

function strictly(schema: unknown, route: string): z.ZodType {
  if (schema instanceof z.ZodObject) return schema.strict()
  if (schema instanceof z.ZodDiscriminatedUnion)
    return schema.clone({ ...schema.def, options: schema.def.options.map(each => strictly(each, route)) })
  throw new TuanshuError(
    'config',
    `${route}: the schema of a request must be an object, or a union of objects`,
  )
}
