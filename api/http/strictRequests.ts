import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { RequestError } from './errors.ts'

const { localeError } = z.locales.zhCN()

/**
 * Compiles the schemas of requests. A key they do not name is refused: dropped without a word, it would let the caller
 * believe that he was understood. Faults that a schema has no words of its own for are told in Chinese.
 * Throws `TuanshuError('config')` for a schema whose keys it cannot see.
 */
export const strictValidatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, method, url }) => {
  const strict = strictly(schema, `${method} ${url}`)
  return (data: unknown) => {
    const { success, data: value, error } = strict.safeParse(data, { error: wordsOf })
    if (success) return { value }
    const faults = error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join('/')}：${message}` : message,
    )
    return { error: new RequestError('input', faults.join('；')) }
  }
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
