import fc from 'fast-check'
import { z } from 'zod'

/** One request, as it is sent. */
export interface FuzzRequest {
  method: string
  /** Path and query, encoded. */
  url: string
  headers: Record<string, string>
  body?: string
}

export interface FuzzReport {
  requests: number
  /** How many answers had which status. */
  statuses: Record<string, number>
  /** How many requests went to which route. */
  routes: Record<string, number>
  /** Answers that break the contract, each with its request; at most a few of them. */
  faults: string[]
}

export interface FuzzOptions {
  url: string
  /** OpenAPI document of the server. */
  document: unknown
  /** Who asks: headers of sessions that live through the run, and `{}` for nobody. */
  callers: readonly Record<string, string>[]
  /** Organisations that there are. */
  orgs: readonly string[]
  requests: number
  seed: number
  /** Told of after every thousand requests. */
  progress?(report: FuzzReport): void
}

const KEPT_FAULTS = 20
const AT_ONCE = 4

const schemaShape = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
})
const operationShape = z.looseObject({
  parameters: z
    .array(
      z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.unknown() }).loose(),
    )
    .default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown() }).loose()) })
    .loose()
    .optional(),
})
const documentShape = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationShape)) })

/** The one shape of every answer that is a refusal. */
const refusal = z.strictObject({
  error: z.strictObject({
    code: z.string().regex(/^[a-z_]+$/),
    message: z.string().regex(/\p{Script=Han}/u),
    requestId: z.string().min(1),
  }),
})
const INSIDE = /\b(select|node_modules|\.ts:\d|ClickHouse|ECONN)/i

const HOSTILE = [
  '',
  ' ',
  '\0',
  '\u001b[2J',
  '\u202e',
  '..',
  '../../etc/passwd',
  '%',
  '%00',
  "' or 1=1 --",
  '{{x}}',
  '<script>',
  '团委',
  '0',
  '-1',
  '-0',
  '1e3',
  '0x10',
  'NaN',
  'null',
  'true',
  '1.5',
  '18446744073709551615',
  '18446744073709551616',
  '9'.repeat(90),
  '1900-01-01',
  '2026-02-30',
  '2026-13',
  '2026-W54',
  '9999-12-31',
  '0000-00-00',
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
]
const NAMES: Readonly<Record<string, readonly string[]>> = {
  from: ['2025-01-01', '2026-10-01', '1990-01-01'],
  to: ['2026-10-31', '2026-11-20'],
  day: ['2026-10-15', '2026-11-01'],
  month: ['2026-10', '2026-09'],
  week: ['2026-W44', '2026-W46'],
  period: ['2026-10', '2026-W46'],
  report: ['member_growth', 'dues_collection', 'activity'],
  scene: ['overview', 'dues'],
  recipient: ['nobody@example.cn'],
  login: ['nobody', 'admin'],
}
/** What an id can be, by the beginning of the path. */
const IDS: Readonly<Record<string, readonly string[]>> = {
  '/api/metrics': ['MEM01', 'DUE02', 'ACT03', 'MEM08', 'ORG09'],
  '/api/reports': ['member_growth', 'dues_collection', 'activity', 'data_quality'],
  '/api/mailings': ['monthly', 'weekly'],
  '/api/exports': ['0'.repeat(32)],
  '/api/deliveries': ['none', '0'.repeat(32)],
}

/**
 * Sends random requests to every route of the document: half of a request's values are such as the route knows, the others
 * are not. The same seed sends the same. The contract: no answer is a failure of the server, and every refusal has the one
 * shape, in Chinese, and says nothing of the inside.
 */
export async function fuzzApi(options: FuzzOptions): Promise<FuzzReport> {
  const { paths } = documentShape.parse(options.document)
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  )
  const share = Math.ceil(options.requests / (routes.length + 1))
  const planned = [
    ...routes.flatMap((route, i) =>
      fc
        .sample(requestTo(route, options), { numRuns: share, seed: options.seed + i })
        .map(request => ({ route: `${route.method} ${route.path}`, request })),
    ),
    ...fc
      .sample(requestToPages(options), { numRuns: share, seed: options.seed - 1 })
      .map(request => ({ route: 'pages', request })),
  ].slice(-options.requests)
  const report: FuzzReport = { requests: 0, statuses: {}, routes: {}, faults: [] }
  const queue = planned.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const { route, request } of queue) {
        const { status, fault } = await send(options.url, request)
        report.requests++
        report.statuses[status] = (report.statuses[status] ?? 0) + 1
        report.routes[route] = (report.routes[route] ?? 0) + 1
        if (report.requests % 1_000 === 0) options.progress?.(report)
        if (fault && report.faults.length < KEPT_FAULTS)
          report.faults.push(`${fault} ← ${JSON.stringify(request).slice(0, 1_500)}`)
      }
    }),
  )
  return report
}

async function send(
  url: string,
  { method, url: path, headers, body }: FuzzRequest,
): Promise<{ status: string; fault?: string }> {
  let response: Response
  let text: string
  try {
    response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers,
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(60_000),
    })
    text = await response.text()
  } catch (error) {
    return { status: 'none', fault: `no answer (${error instanceof Error ? error.message : error})` }
  }
  const status = String(response.status)
  if (response.status >= 500) return { status, fault: `${status} ${text.slice(0, 300)}` }
  if (response.status < 400 || method === 'HEAD') return { status }
  // a person at an address that is no page, or with a link that is none, is told in a page
  if (!path.startsWith('/api') && !response.headers.get('content-type')?.includes('json')) return { status }
  const isRefusal = refusal.safeParse(asJson(text)).success
  if (!isRefusal || INSIDE.test(text))
    return { status, fault: `${status} in another shape: ${text.slice(0, 300)}` }
  return { status }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Route {
  path: string
  method: string
  operation: z.output<typeof operationShape>
}

function requestTo({ path, method, operation }: Route, options: FuzzOptions): fc.Arbitrary<FuzzRequest> {
  const inPath = operation.parameters.filter(each => each.in === 'path').map(({ name }) => name)
  const inQuery = operation.parameters.filter(each => each.in === 'query')
  const segments = fc.tuple(...inPath.map(name => textFor(name, path, options.orgs)))
  const query = fc.array(
    fc.oneof(
      ...inQuery.map(({ name, schema }) =>
        fc.tuple(fc.constant(name), fc.oneof(choiceOf(schema), textFor(name, path, options.orgs))),
      ),
      fc.tuple(wild, wild),
    ),
    { maxLength: inQuery.length + 1 },
  )
  const schema = operation.requestBody?.content['application/json']?.schema
  return fc
    .record({
      segments,
      query,
      caller: fc.constantFrom(...options.callers),
      method: fc.oneof(
        { weight: 20, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom('PUT', 'PATCH', 'DELETE', 'POST', 'HEAD', 'OPTIONS') },
      ),
      body: schema === undefined ? fc.constant(undefined) : bodyFor(schema, path, options.orgs),
      type: fc.oneof(
        { weight: 20, arbitrary: fc.constant('application/json') },
        {
          weight: 1,
          arbitrary: fc.constantFrom('text/plain', 'application/xml', 'x', 'application/json; charset=gbk'),
        },
      ),
    })
    .map(({ segments, query, caller, method: sent, body, type }) => {
      const values = segments.values()
      const filled = path.replace(/\{\w+\}/g, () => encoded(String(values.next().value ?? '')))
      const search = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
      const url = search ? `${filled}?${search}` : filled
      // signing out would end the session of all later requests
      const isOut = path === '/api/session' && sent === 'DELETE'
      const headers = { ...(isOut ? {} : caller) }
      if (body === undefined || sent === 'HEAD' || sent === 'GET') return { method: sent, url, headers }
      return { method: sent, url, headers: { ...headers, 'content-type': type }, body }
    })
}

/** The pages beside the interface, and addresses that are none. */
function requestToPages({ callers }: FuzzOptions): fc.Arbitrary<FuzzRequest> {
  const junk = fc.oneof(
    wild.map(encoded),
    fc.constantFrom('%zz', '%c0%af', '%', '..%2f..%2f', '%00', '//', '?', 'a/b'),
  )
  return fc
    .record({
      folder: fc.constantFrom(
        '/',
        '/reports/',
        '/assets/',
        '/api/',
        '/api/orgs/',
        '/api/docs/',
        '/?kiosk=',
        '/metrics/',
      ),
      rest: fc.array(junk, { maxLength: 3 }),
      caller: fc.constantFrom(...callers),
      method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE'),
    })
    .map(({ folder, rest, caller, method }) => ({
      method,
      url: `${folder}${rest.join('/')}`,
      headers: caller,
    }))
}

const wild: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 20 }),
)

function textFor(name: string, path: string, orgs: readonly string[]): fc.Arbitrary<string> {
  const ids = Object.entries(IDS).find(([start]) => path.startsWith(start))?.[1]
  const known =
    name === 'org' || (name === 'id' && !ids) ? ['root', ...orgs] : name === 'id' ? ids : NAMES[name]
  return known
    ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: wild })
    : wild
}

/** A text that the schema of a parameter lists, if it lists any. */
function choiceOf(given: unknown): fc.Arbitrary<string> {
  const schema = schemaShape.parse(given)
  return schema.enum
    ? fc.constantFrom(...schema.enum.map(String))
    : fc.integer({ min: -2, max: 600 }).map(String)
}

function bodyFor(schema: unknown, path: string, orgs: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: valueFor('', schema, path, orgs).map(value => JSON.stringify(value) ?? '') },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: wild },
    { weight: 1, arbitrary: fc.constantFrom('{', '[[[[', '{"__proto__":{"a":1}}', '"x', 'x'.repeat(70_000)) },
  )
}

function valueFor(
  name: string,
  given: unknown,
  path: string,
  orgs: readonly string[],
): fc.Arbitrary<unknown> {
  const schema = schemaShape.parse(given)
  const wrong = fc.oneof(wild, fc.integer(), fc.constantFrom(null, true, [], {}))
  const mostly = (right: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(each => valueFor(name, each, path, orgs)))
  if (schema.const !== undefined) return mostly(fc.constant(schema.const))
  if (schema.enum) return mostly(fc.constantFrom(...schema.enum))
  if (schema.properties) {
    const entries = Object.entries(schema.properties).map(
      ([key, each]) => [key, valueFor(key, each, path, orgs)] as const,
    )
    return mostly(fc.record(Object.fromEntries(entries), { requiredKeys: schema.required ?? [] }))
  }
  return mostly(textFor(name, path, orgs))
}

/** As a browser encodes it; half a character that no browser can have stays a question mark. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}
