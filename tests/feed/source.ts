import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Database } from './database.ts'
import { gongqingyun } from './gongqingyun/source.ts'
import { guangdong } from './guangdong/source.ts'
import type { Population } from './populationRows.ts'

/** A source system of the run: its database, how its rows are spelt, and how its connector is set up. */
export interface FeedSource {
  /** Folder of its mapping, and of its scripts here. */
  system: string
  /** Number of the system, part of the keys of its organisations. */
  systemId: number
  plugin: 'mariadb' | 'postgres'
  /** A topic is this and the table's name. */
  topicPrefix: string
  /** Where its markers go. */
  markerTable: string
  start(dir: string): Promise<Database>
  rows(population: Population): string
  /** Settings of the connector, as a province would set them; the rest makes tables that can be broken off in their middle. */
  connector(port: number, brokers: string): Record<string, string>
  /** Where its tables are. */
  schema: string
  /** The statement after which nobody else can read the table. */
  lock(table: string): string
  /** The statement that has the connector send tables once more. */
  snapshotSignal(kind: 'incremental' | 'blocking', tables: readonly string[], id: string): string
}

export const SOURCES: Readonly<Record<'mariadb' | 'postgres', FeedSource>> = {
  mariadb: guangdong,
  postgres: gongqingyun,
}

/** One of the source's scripts. */
export function scriptOf({ system }: FeedSource, name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, system, `${name}.sql`), 'utf8')
}

/** One of the source's tables by the name that it has in every source. */
export function tableOf({ plugin }: FeedSource, name: string): string {
  return plugin === 'mariadb' ? `tb_${name}` : name
}

export function topicOf(source: FeedSource, name: string): string {
  return source.topicPrefix + tableOf(source, name)
}
