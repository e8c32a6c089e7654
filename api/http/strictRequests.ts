import type { FastifySchemaCompiler } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { TuanshuError } from '../../warehouse/errors.ts'

/**
 * Compiles the schemas of requests so that a key they do not name is refused: dropped without a word, it would let the
 * caller believe that he was understood. Throws `TuanshuError('config')` for a schema whose keys it cannot see.
 */
export const strictValidatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, ...route }) =>
  validatorCompiler({ ...route, schema: strictly(schema, `${route.method} ${route.url}`) })

/** Faults of requests in Chinese, also those that their schemas have no words for. */
export function speakChinese(): void {
  z.config({
    ...z.locales.zhCN(),
    customError: issue => {
      if (issue.code === 'unrecognized_keys') return `没有这个参数：${issue.keys.join('、')}`
      return issue.input === undefined ? '不能缺少' : undefined
    },
  })
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
