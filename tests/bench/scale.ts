import { lookUpVersions } from '../../ingest/log/lookUp.ts'
import { LogWriter } from '../../ingest/log/writer.ts'
import { ENTITIES, logTable } from '../../warehouse/catalogue/entities.ts'
import { createLog } from '../../warehouse/platform/log.ts'
import { readSecrets } from '../../warehouse/platform/secrets.ts'
import { type OwnWarehouse, ownWarehouse } from '../support/warehouse.ts'
import { changesOf, type KeyedChange, type LargeEntity, seedLog } from './largeLogs.ts'
import { heldUpInserts, largestMerge, mergesSettled, partsOf } from './parts.ts'
import { startUse, type Use } from './processUse.ts'
import { sequence } from './seed.ts'

const SMALL = 1_000_000
const KEYS = 20_000
const LOOK_UPS = 7
const WRITES = 3
const KINDS = ['new', 'neighbours', 'random'] as const
/** Versions of the bench are later than those of the seed. */
const LATER = 1n << 56n

type Kind = (typeof KINDS)[number]
type Figures = Map<string, number>

export interface ScaleOptions {
  rows: number
  batches: number
  entities: readonly LargeEntity[]
}

/** Prints what look-ups, writes and merges of the large logs cost with many rows in place, beside the same at 1 M rows. */
export async function benchScale({ rows, batches, entities }: ScaleOptions): Promise<void> {
  for (const entity of entities) {
    const small = await figuresAt(entity, SMALL, batches)
    const large = await figuresAt(entity, rows, batches)
    process.stdout.write(`${entity} | ${millions(SMALL)} | ${millions(rows)} | ratio\n`)
    for (const [name, value] of large) {
      const before = small.get(name) ?? 0
      const ratio = before > 0 ? (value / before).toFixed(2) : '–'
      process.stdout.write(`  ${name} | ${short(before)} | ${short(value)} | ${ratio}\n`)
    }
  }
}

async function figuresAt(entity: LargeEntity, rows: number, batches: number): Promise<Figures> {
  const test = await ownWarehouse({ WAREHOUSE_MEMORY_MB: '4096' })
  try {
    return await new Scale(test, entity, rows).measure(batches)
  } finally {
    await test.stop()
  }
}

/** One log with so many rows in place. */
class Scale {
  private readonly figures: Figures = new Map()
  private readonly random = sequence(4_711)
  private readonly writer: LogWriter<KeyedChange>
  private readonly table: string
  private next: number
  private written = 0

  constructor(
    private readonly test: OwnWarehouse,
    private readonly entity: LargeEntity,
    private readonly rows: number,
  ) {
    this.table = logTable(entity)
    this.next = rows + 1
    const { keyId } = readSecrets(test.config.dataDir)
    this.writer = new LogWriter(test.warehouse.app, entity, keyId, createLog('bench'), {
      collided: async () => {},
    })
  }

  async measure(batches: number): Promise<Figures> {
    await this.seed()
    await this.lookUps()
    for (const kind of KINDS) await this.writes(kind)
    await this.sustained(batches)
    const { count, rows, bytes, biggestRows, biggestBytes } = await partsOf(this.test, this.table)
    this.figures.set('parts at the end', count)
    this.figures.set('largest part: million rows', biggestRows / 1e6)
    this.figures.set('largest part: MB', biggestBytes / 1e6)
    this.figures.set(
      'largest part: share of the largest merge',
      biggestBytes / (await largestMerge(this.test)),
    )
    this.figures.set('bytes on disk per row', bytes / rows)
    return this.figures
  }

  private async seed(): Promise<void> {
    const began = performance.now()
    let said = began
    const name = `${this.entity} ${millions(this.rows)}`
    await seedLog(this.test, this.entity, this.rows, done => {
      if (performance.now() - said < 5_000) return
      said = performance.now()
      const seconds = Math.round((said - began) / 1_000)
      process.stderr.write(`${name}: ${millions(done)} rows seeded, ${seconds} s\n`)
    })
    const seconds = (performance.now() - began) / 1_000
    this.figures.set('seed: thousand rows per second', this.rows / 1_000 / seconds)
    this.figures.set('seed: seconds until merged', await mergesSettled(this.test))
    const { count, biggestRows } = await partsOf(this.test, this.table)
    this.figures.set('parts in place', count)
    process.stderr.write(
      `${name}: in place after ${Math.round((performance.now() - began) / 1_000)} s, ${count} parts, largest ${millions(biggestRows)} rows\n`,
    )
  }

  private async lookUps(): Promise<void> {
    const { client, entity, table } = {
      client: this.test.warehouse.app,
      entity: ENTITIES[this.entity],
      table: this.table,
    }
    const taken = new Map<Kind, Use[]>(KINDS.map(kind => [kind, []]))
    // in turn, so that no kind has the quiet moment of the machine for itself; the first round warms the caches up
    for (let i = 0; i <= LOOK_UPS; i++)
      for (const kind of KINDS) {
        const ids = this.ids(kind, KEYS).map(String)
        let found = 0
        const end = startUse(this.test.pid)
        await lookUpVersions({ client, entity, table }, 1, ids, () => {
          found++
        })
        if (i > 0) taken.get(kind)?.push(end())
        if (found !== (kind === 'new' ? 0 : KEYS)) throw new Error(`${kind}: ${found} keys found`)
      }
    for (const [kind, uses] of taken) {
      const name = `look-up of ${KEYS.toLocaleString('en')} ${kind} keys`
      this.figures.set(`${name}: ms`, median(uses.map(use => use.seconds * 1_000)))
      this.figures.set(`${name}: CPU ms engine`, median(uses.map(use => use.engine)))
      this.figures.set(`${name}: CPU ms Node`, median(uses.map(use => use.node)))
    }
  }

  private async writes(kind: Kind): Promise<void> {
    const uses: Use[] = []
    for (let i = 0; i < WRITES; i++) uses.push(await this.write(this.ids(kind, KEYS)))
    const name = `batch of ${KEYS.toLocaleString('en')} ${kind} keys`
    this.figures.set(`${name}: ms`, median(uses.map(use => use.seconds * 1_000)))
    this.figures.set(`${name}: CPU ms engine`, median(uses.map(use => use.engine)))
    this.figures.set(`${name}: CPU ms Node`, median(uses.map(use => use.node)))
  }

  /** Batches one after the other, as fast as they go: three quarters new rows, the rest changes of neighbours. */
  private async sustained(batches: number): Promise<void> {
    const heldUp = await heldUpInserts(this.test)
    const seconds: number[] = []
    const parts: number[] = []
    const end = startUse(this.test.pid)
    for (let i = 0; i < batches; i++) {
      const use = await this.write([...this.ids('new', KEYS * 0.75), ...this.ids('neighbours', KEYS * 0.25)])
      seconds.push(use.seconds)
      parts.push((await partsOf(this.test, this.table)).count)
    }
    const fifth = Math.ceil(batches / 5)
    const most = parts.reduce((a, b) => Math.max(a, b), 0)
    const name = `${batches} batches in a row`
    this.figures.set(`${name}: ms each, first fifth`, mean(seconds.slice(0, fifth)) * 1_000)
    this.figures.set(`${name}: ms each, last fifth`, mean(seconds.slice(-fifth)) * 1_000)
    this.figures.set(`${name}: most parts`, most)
    this.figures.set(`${name}: parts after half`, parts[Math.floor(batches / 2)] ?? 0)
    this.figures.set(`${name}: parts after the last`, parts.at(-1) ?? 0)
    this.figures.set(`${name}: inserts held up`, (await heldUpInserts(this.test)) - heldUp)
    this.figures.set(`${name}: seconds until merged`, await mergesSettled(this.test))
    this.figures.set(`${name}: CPU s engine, merges too`, end().engine / 1_000)
  }

  private async write(ids: readonly number[]): Promise<Use> {
    const changes = await changesOf(this.test, this.entity, ids, LATER + BigInt(this.written))
    this.written += changes.length
    const end = startUse(this.test.pid)
    const applied = await this.writer.write(changes, new Map([['kafka:bench/0@1', BigInt(this.written)]]))
    if (applied !== ids.length) throw new Error(`${applied} of ${ids.length} changes were written`)
    return end()
  }

  private ids(kind: Kind, count: number): number[] {
    if (kind === 'random') {
      const ids = new Set<number>()
      while (ids.size < count) ids.add(1 + Math.floor(this.random() * this.rows))
      return [...ids]
    }
    const first = kind === 'new' ? this.next : 1 + Math.floor(this.random() * (this.rows - count))
    if (kind === 'new') this.next += count
    return Array.from({ length: count }, (_, i) => first + i)
  }
}

/** Of CPU too: a merge that happens to run beside one sample is not the cost of that sample. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
}

function millions(rows: number): string {
  return `${(rows / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} M`
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
