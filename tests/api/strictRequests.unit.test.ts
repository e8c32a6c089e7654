import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { strictValidatorCompiler } from '../../api/http/strictRequests.ts'

async function statusOf(body: z.ZodType, payload: object): Promise<number> {
  const app = Fastify()
  app.setValidatorCompiler(strictValidatorCompiler)
  app.post('/it', { schema: { body } }, async () => ({}))
  const { statusCode } = await app.inject({ method: 'POST', url: '/it', payload })
  await app.close()
  return statusCode
}

describe('a request', () => {
  const one = z.object({ kind: z.literal('one'), a: z.string() })
  const either = z.discriminatedUnion('kind', [one, z.object({ kind: z.literal('two') })])

  it.each([one, either])('is refused with a key that its schema does not name', async schema => {
    expect(await statusOf(schema, { kind: 'one', a: 'x' })).toBe(200)
    expect(await statusOf(schema, { kind: 'one', a: 'x', b: 'y' })).toBe(400)
  })

  it('is refused with half a character, however deep it lies', async () => {
    const list = z.object({ names: z.array(z.object({ name: z.string() })) })
    expect(await statusOf(list, { names: [{ name: '团😀' }] })).toBe(200)
    expect(await statusOf(list, { names: [{ name: '团\ud800' }] })).toBe(400)
  })

  it('cannot have a schema whose keys nobody can see', async () => {
    await expect(statusOf(z.any(), {})).rejects.toThrow('POST /it: the schema of a request must be an object')
  })
})
