import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSpoolWriter, type SpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { openWarehouse, type Warehouse } from '../../../warehouse/platform/clickhouse/client.ts'
import { type Config, readConfig } from '../../../warehouse/platform/config.ts'
import { startEmbedded } from '../../../warehouse/platform/embedded/startEmbedded.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { migrate } from '../../../warehouse/platform/migrate/migrate.ts'
import { mappingsOf, type RunningIngest, startIngest } from '../../support/ingest/ingest.ts'
import { debezium, topicOf } from '../../support/messages/guangdong.ts'
import { plantWarehouse, temporaryDir } from '../../support/warehouse.ts'

const log = createLog('test')
const TOPIC = topicOf('tb_member')

describe('an older copy of the warehouse that was put back', () => {
  let place: ReturnType<typeof temporaryDir>
  let config: Config
  let spool: SpoolWriter
  const directory = () => path.join(place.dir, 'warehouse')
  const copy = () => path.join(place.dir, 'copy')

  beforeEach(async () => {
    place = temporaryDir()
    plantWarehouse(directory())
    config = readConfig({ TUANSHU_DATA: place.dir })
    // every append is a segment of its own, deleted once it was passed
    spool = await openSpoolWriter(config, log, { segmentBytes: 1 })
    await add(1, 2)
    await run(async (ingest, warehouse) => {
      await ingest.caughtUp()
      expect(await members(warehouse)).toBe(2)
    })
    fs.cpSync(directory(), copy(), { recursive: true })
  })
  afterEach(async () => {
    await spool.close()
    place.remove()
  })

  async function add(...ids: number[]): Promise<void> {
    for (const id of ids)
      await spool.append(TOPIC, [debezium('tb_member', '2026-05-01', { member_id: id }, 'c')])
  }

  /** Runs the warehouse and the ingest, with nothing left running afterwards. */
  async function run(work: (ingest: RunningIngest, warehouse: Warehouse) => Promise<void>): Promise<void> {
    const server = await startEmbedded({ dir: directory(), port: 0, memoryMb: 1024, log })
    const warehouse = openWarehouse(server.connection, 'test')
    try {
      await migrate(warehouse, config, log)
      const ingest = startIngest(warehouse.app, config, undefined, mappingsOf(config, 'zhtj.tb_member'))
      try {
        await work(ingest, warehouse)
      } finally {
        await ingest.stop()
      }
    } finally {
      await warehouse.close()
      await server.stop()
    }
  }

  async function members(warehouse: Warehouse): Promise<number> {
    const result = await warehouse.app.query({
      query: 'select toInt32(sum(sign)) as n from app.dwd_member_log',
      format: 'JSONEachRow',
    })
    const [row] = await result.json<{ n: number }>()
    return row?.n ?? 0
  }

  function putBack(): void {
    fs.rmSync(directory(), { recursive: true })
    fs.cpSync(copy(), directory(), { recursive: true })
  }
  const segments = () =>
    fs.readdirSync(path.join(place.dir, 'spool', TOPIC)).filter(name => name.endsWith('.seg'))

  it('reads on from its own watermark when the stream still has what came after', async () => {
    await add(3, 4)
    putBack()
    await run(async (ingest, warehouse) => {
      await ingest.caughtUp()
      expect(await members(warehouse)).toBe(4)
    })
  })

  it('stops with a clear error when the stream no longer has it, and changes nothing', async () => {
    await add(3, 4, 5)
    await run(async (ingest, warehouse) => {
      await ingest.caughtUp()
      expect(await members(warehouse)).toBe(5)
      await expect.poll(segments).toEqual(['00000000000000000004.seg'])
    })
    putBack()
    await run(async (ingest, warehouse) => {
      await expect(ingest.done).rejects.toMatchObject({
        code: 'gap',
        message: expect.stringMatching(
          /gd\.zhtj\.tb_member.* complete up to 2, but the stream only goes back to 4 .* 2 messages are missing.*sources -- renew gd\.zhtj\.tb_member/,
        ),
      })
      expect(await members(warehouse)).toBe(2)
    })
  })

  it('stops with a clear error when the stream is shorter than the warehouse remembers', async () => {
    await spool.close()
    const id = fs.readFileSync(path.join(place.dir, 'spool', 'id'))
    fs.rmSync(path.join(place.dir, 'spool', TOPIC), { recursive: true })
    fs.writeFileSync(path.join(place.dir, 'spool', 'id'), id)
    spool = await openSpoolWriter(config, log)
    await add(9)
    await run(async ingest => {
      await expect(ingest.done).rejects.toMatchObject({
        code: 'gap',
        message: expect.stringContaining('complete up to 2, but the stream ends at 1'),
      })
    })
  })
})
