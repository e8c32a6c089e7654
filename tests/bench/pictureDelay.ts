import type { ClickHouseClient } from '@clickhouse/client'
import { io, type Socket } from 'socket.io-client'
import type { SourceHandler } from '../../ingest/source/port.ts'
import { createSpoolSource } from '../../ingest/source/spool/source.ts'
import {
  figuresIn,
  type Picture,
  type SubscribeAnswer,
  type Subscription,
} from '../../warehouse/contract/picture.ts'
import { DEFAULT_SCENE } from '../../warehouse/contract/scene.ts'
import type { Config } from '../../warehouse/platform/config.ts'

/** Its messages are only ever insertions, and each counts one in the metric. */
const TOPIC = 'gd.zhtj.tb_activity_checkin'
const METRIC = 'ACT05'

export interface PictureDelay {
  /** Milliseconds from a message in the spool until a picture that counts it has come, ascending; ends the watch. */
  stop(): Promise<number[]>
}

/** Looks at the wall as a browser does, and beside it into the spool: when each check-in stood there and was shown. */
export async function watchPictures(config: Config, app: ClickHouseClient): Promise<PictureDelay> {
  const appended = new Map<bigint, number>()
  const shown: { at: number; value: number }[] = []
  const socket: Socket<{ picture: (picture: Picture) => void }, FromClient> = io(
    `http://127.0.0.1:${config.HTTP_PORT}`,
    { transports: ['websocket'] },
  )
  const note = (picture: Picture) => {
    const figure = figuresIn(picture.panels.activities?.content ?? null).find(
      ({ metric, span }) => metric === METRIC && span === 'today',
    )
    if (typeof figure?.value === 'number') shown.push({ at: Date.now(), value: figure.value })
  }
  socket.on('picture', note)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const answer = await socket.emitWithAck('subscribe', { scene: DEFAULT_SCENE, org: 'root' })
  if (!answer.ok) throw new Error(answer.error)
  note(answer.picture)

  const source = createSpoolSource(config)
  const handler: SourceHandler = {
    assigned: async (_, extent) => extent.next,
    room: () => undefined,
    messages: async (_, messages) => {
      const at = Date.now()
      for (const { offset } of messages) appended.set(offset, at)
    },
    extent: () => {},
    revoked: async () => {},
  }
  const reading = source.run([[TOPIC]], handler)
  reading.catch(() => undefined)
  return {
    async stop() {
      const { offset, value } = await shownThrough(app)
      socket.close()
      await source.stop()
      const delays = [...appended].flatMap(([at, since]) => {
        // what the log counts with the message at this offset
        const counted = value - Number(offset - 1n - at)
        const picture = shown.find(one => one.value >= counted)
        return picture && shown.some(one => one.value < counted) ? [picture.at - since] : []
      })
      return delays.sort((a, b) => a - b)
    },
  }
}

interface FromClient {
  subscribe: (subscription: Subscription, ack: (answer: SubscribeAnswer) => void) => void
}

/** What the log counts today, and the offset up to which it does. */
async function shownThrough(app: ClickHouseClient): Promise<{ offset: bigint; value: number }> {
  const found = await app.query({
    query: `select toUInt32(sumIf(sign, checked_on = toDate(now64(3, 'Asia/Shanghai')))) as value, maxMap(watermark) as positions from app.dwd_checkin_log`,
    format: 'JSONEachRow',
  })
  const [row] = await found.json<{ value: number; positions: Record<string, string> }>()
  const position = Object.entries(row?.positions ?? {}).find(([source]) => source.includes(`/${TOPIC}/`))?.[1]
  return { offset: BigInt(position ?? 0), value: row?.value ?? 0 }
}
