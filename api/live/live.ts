import type { FastifyInstance } from 'fastify'
import type { Program } from '../../warehouse/contract/picture.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { readTargets } from '../../warehouse/targets/targetRows.ts'
import type { Principals } from '../auth/principals.ts'
import { FeedWatch } from './feedWatch.ts'
import { Hub } from './hub.ts'
import type { LiveServer } from './liveServer.ts'
import { PastPictures } from './pastPictures.ts'
import { programOf } from './program.ts'
import { Recorder } from './recorder.ts'
import { closeSockets, openSockets } from './sockets.ts'
import { Walls } from './walls.ts'

export interface LiveOptions {
  config: Config
  log: Log
  warehouse: Warehouse
  /** Folder of the built page. */
  page: string
  now(): number
}

/** The live side of the server: what the ingest says, the pictures that are looked at, and who looks. */
export class Live {
  readonly feed: FeedWatch
  readonly hub: Hub
  readonly walls: Walls
  readonly #options: LiveOptions
  readonly #program: Program
  readonly #past: PastPictures
  readonly #recorder = new Recorder()
  #sockets: LiveServer | undefined

  constructor(options: LiveOptions) {
    const { config, log, warehouse, now } = options
    this.#options = options
    // a wrong setting ends the start, not the first wall
    this.#program = programOf(config)
    this.feed = new FeedWatch(warehouse.app, log, now)
    this.#past = new PastPictures({ warehouse, log, province: config.TUANSHU_PROVINCE, now })
    this.walls = new Walls(warehouse.app, log, now)
    this.hub = new Hub({
      warehouse,
      log,
      province: config.TUANSHU_PROVINCE,
      now,
      completeAt: each => this.feed.completeAt(each),
      targets: readTargets(config),
      publish: (room, picture) => {
        this.#recorder.keep(room, picture)
        this.#sockets?.to(room).emit('picture', picture)
      },
    })
  }

  /** Lets viewers in by the web server, until that closes. */
  openOn(app: FastifyInstance, principals: Principals): void {
    const { feed, hub, walls } = this
    const { config, log, page, now } = this.#options
    const status = {
      dataDir: config.dataDir,
      page,
      now,
      feed: () => feed.state(),
      rate: () => feed.rate(),
    }
    const sockets = openSockets(app.server, {
      log,
      hub,
      feed,
      past: this.#past,
      recorder: this.#recorder,
      walls,
      status,
      principals,
      program: this.#program,
      mostScreens: config.WALL_MAX_SCREENS,
    })
    this.#sockets = sockets
    app.addHook('preClose', async () => {
      feed.stop()
      await hub.stop()
      await closeSockets(sockets)
    })
  }
}
