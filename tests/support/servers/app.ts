import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'
import { type Supervisor, superviseAll } from '../../../warehouse/platform/supervisor/superviseAll.ts'
import { plantWarehouse, temporaryDir } from '../warehouse.ts'
import { freePort } from './freePort.ts'

/** The whole product as a user starts it: embedded warehouse, ingest and api as processes of their own. */
export interface RunningApp {
  url: string
  dataDir: string
  env: NodeJS.ProcessEnv
  supervisor: Supervisor
  stop(): Promise<void>
}

export async function startApp(settings: Record<string, string> = {}): Promise<RunningApp> {
  const { dir, remove } = temporaryDir()
  plantWarehouse(path.join(dir, 'warehouse'))
  const port = await freePort()
  const env = {
    ...process.env,
    TUANSHU_DATA: dir,
    HTTP_PORT: String(port),
    WAREHOUSE_MEMORY_MB: '2048',
    WALL_OPEN: 'true',
    ...settings,
  }
  const supervisor = await superviseAll({
    config: readConfig(env),
    log: createLog('supervisor'),
    env,
    rooms: ['ingest', 'api'].map(name => ({
      name,
      entry: fileURLToPath(new URL(`../../../${name}/main.ts`, import.meta.url)),
    })),
  })
  supervisor.done.catch(() => undefined)
  await supervisor.ready
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir: dir,
    env,
    supervisor,
    async stop() {
      await supervisor.stop()
      remove()
    },
  }
}

/** Process id of the engine that works in this data directory. */
export function enginePid(dataDir: string): number | undefined {
  return findPid(pid => {
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return command.includes('embedded/child.ts') && command.includes(dataDir)
  })
}

/** Process id of the room that works in this data directory. */
export function roomPid(room: string, dataDir: string): number | undefined {
  return findPid(
    pid =>
      fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${room}/main.ts`) &&
      fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`TUANSHU_DATA=${dataDir}`),
  )
}

function findPid(is: (pid: string) => boolean): number | undefined {
  for (const pid of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      if (is(pid)) return Number(pid)
    } catch {
      // it ended while we looked
    }
  }
  return undefined
}
