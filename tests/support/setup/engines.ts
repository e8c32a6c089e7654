import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { ENGINES, ownWarehouse, type SharedEngine, TEMPLATE, temporaryDir } from '../warehouse.ts'
import { emptied, schemaOf } from './emptied.ts'

/** An engine that one test file after the other works in. */
interface Engine extends SharedEngine {
  /** Empties it for the next file; false when it must not be used again. */
  empty(): Promise<boolean>
  stop(): Promise<void>
}

/**
 * Makes a migrated warehouse once for all test files of a run, because a hundred tables cost more than a copy, and lends
 * engines over it to one file at a time: who gives one back finds it emptied, and an engine whose tables are not those of
 * the migrations any more is not lent again. Projects share what the first of them has made.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[ENGINES]) return undefined
  const place = temporaryDir()
  const template = path.join(place.dir, 'warehouse')
  const first = await ownWarehouse()
  const schema = await schemaOf(first.warehouse)
  await first.stop(template)
  process.env[TEMPLATE] = template

  const engines = new EnginePool(schema)
  const server = http.createServer((request, answer) => {
    const [, deed, id] = (request.url ?? '').split('/')
    const done = (text: string, status = 200) => answer.writeHead(status).end(text)
    if (deed === 'give') {
      engines.give(Number(id))
      done('')
      return
    }
    engines.take().then(
      engine => done(JSON.stringify(engine)),
      (error: unknown) => done(String(error), 500),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  process.env[ENGINES] = `http://127.0.0.1:${port}`

  return async () => {
    delete process.env[ENGINES]
    delete process.env[TEMPLATE]
    server.closeAllConnections()
    server.close()
    await engines.stop()
    place.remove()
  }
}

class EnginePool {
  private made = 0
  private readonly lent = new Map<number, Engine>()
  private readonly idle: Promise<Engine | undefined>[] = []
  private readonly schema: string

  constructor(schema: string) {
    this.schema = schema
  }

  /** An engine as the migrations leave it. */
  async take(): Promise<SharedEngine> {
    const engine = (await this.nextIdle()) ?? (await this.start())
    this.lent.set(engine.id, engine)
    const { id, connection } = engine
    return { id, connection }
  }

  give(id: number): void {
    const engine = this.lent.get(id)
    if (!engine) return
    this.lent.delete(id)
    this.idle.push(this.emptied(engine))
  }

  async stop(): Promise<void> {
    const idle = await Promise.all(this.idle)
    for (const engine of [...this.lent.values(), ...idle]) await engine?.stop()
  }

  private async nextIdle(): Promise<Engine | undefined> {
    for (let next = this.idle.shift(); next; next = this.idle.shift()) {
      const engine = await next
      if (engine) return engine
    }
    return undefined
  }

  private async emptied(engine: Engine): Promise<Engine | undefined> {
    if (await engine.empty().catch(() => false)) return engine
    await engine.stop()
    return undefined
  }

  private async start(): Promise<Engine> {
    const { warehouse, connection, stop } = await ownWarehouse()
    this.made += 1
    return { id: this.made, connection, empty: () => emptied(warehouse, this.schema), stop }
  }
}
