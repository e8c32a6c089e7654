import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { RequestError } from './errors.ts'

const { localeError } = z.locales.zhCN()

/** Holds what a request brings to its schema; what the schema has no words of its own for is said in Chinese. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data: unknown) => {
    const { success, data: value, error } = schema.safeParse(data, { error: localeError })
    if (success) return { value }
    const faults = error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join('/')}：${message}` : message,
    )
    return { error: new RequestError('input', faults.join('；')) }
  }
