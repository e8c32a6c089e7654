import { holdClient, rowsOf, runClient } from './client.ts'
import { Daemon, type DaemonOptions } from './daemon.ts'
import type { Database } from './database.ts'

/** How a database is spoken to: its command-line client, with the arguments that connect it. */
export interface Client {
  command: string
  args: readonly string[]
}

/** Starts a database server and waits until its client gets an answer. */
export async function startServer(
  options: DaemonOptions,
  port: number,
  { command, args }: Client,
): Promise<Database> {
  const ask = (sql: string) => runClient(command, args, sql)
  const server = await Daemon.start(options, () =>
    ask('select 1').then(
      () => true,
      () => false,
    ),
  )
  return {
    port,
    execute: async sql => {
      await ask(sql)
    },
    query: async sql => rowsOf(await ask(sql)),
    hold: sql => holdClient(command, args, sql),
    stop: () => server.stop(),
  }
}
