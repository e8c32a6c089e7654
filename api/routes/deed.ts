import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { AuditAction } from '../../warehouse/contract/auditAction.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { accountOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { errorBody, RequestError } from '../http/errors.ts'

/** How routes are made by which people act on a matter that others may be acting on at the same time. */

// a person writes slower; a script that floods the exchange is stopped
const PER_ADDRESS = {
  max: 30,
  timeWindow: 60_000,
  errorResponseBuilder: (_request: FastifyRequest, { ttl }: { ttl: number }) =>
    new RequestError('limited', `操作过于频繁，请 ${Math.ceil(ttl / 1000)} 秒后再试`),
}
const REFUSALS = { 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody, 429: errorBody }

interface Shapes<P extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  summary: string
  description: string
  tags: string[]
  params: P
  body: B
  /** What the matter is afterwards. */
  answer: A
}

/** Options of a route for a deed: for accounts, in number limited. */
export function deedRoute<P extends z.ZodType, B extends z.ZodType, A extends z.ZodType>({
  answer,
  ...schema
}: Shapes<P, B, A>) {
  return {
    config: { access: 'account' as const, rateLimit: PER_ADDRESS },
    schema: { ...schema, response: { 200: answer, ...REFUSALS } },
  }
}

/** Something that somebody does. */
export interface Deed<T> {
  /** Number of the last change of the matter, and that of the one that whoever acts has seen; 0 before the first. */
  seq: number
  version: number
  /** What becomes of the matter. Throws `TuanshuError('conflict')`, in words for the user, when it is not the turn of whoever acts. */
  make(): T
  /** Puts it down after `seq`; false when somebody was faster. */
  write(next: T): Promise<boolean>
  /** What is said to whoever was not. */
  changed: string
  audited: { action: AuditAction; org: string; detail: string; at: number }
}

/** Does it, once, and audits it. Throws `RequestError('conflict')` when the matter has changed since it was seen, or `make` refuses. */
export async function perform<T>(
  { warehouse, log }: Pick<ApiContext, 'warehouse' | 'log'>,
  request: FastifyRequest,
  { seq, version, make, write, changed, audited }: Deed<T>,
): Promise<void> {
  if (version !== seq) throw new RequestError('conflict', changed)
  if (!(await write(await inWords(async () => make())))) throw new RequestError('conflict', changed)
  await auditDeed({ warehouse, log }, request, audited)
}

/** Notes who did it. */
export function auditDeed(
  { warehouse, log }: Pick<ApiContext, 'warehouse' | 'log'>,
  request: FastifyRequest,
  audited: Deed<unknown>['audited'],
): Promise<void> {
  return audit(warehouse.app, log, { ...audited, login: accountOf(request).login, address: request.ip })
}

/** Makes of a conflict that is told in words for the user the answer of the request. */
export async function inWords<T>(doing: () => Promise<T>): Promise<T> {
  try {
    return await doing()
  } catch (error) {
    if (error instanceof TuanshuError && error.code === 'conflict')
      throw new RequestError('conflict', error.message)
    throw error
  }
}
