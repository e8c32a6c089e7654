import fs from 'node:fs'
import type { ClickHouseClient } from '@clickhouse/client'
import { changeExport, type NewExport, queueExport } from './exportStore.ts'
import { exportDir, exportFile } from './files.ts'

/** Puts a finished file among the exports of an account, to be fetched there until `expiresAt` (milliseconds since 1970). */
export async function offerFile(
  client: ClickHouseClient,
  dataDir: string,
  wanted: NewExport,
  { bytes, expiresAt }: { bytes: Buffer; expiresAt: number },
): Promise<void> {
  const queued = await queueExport(client, wanted)
  // claimed before a worker makes the file itself
  const claimed = await changeExport(client, queued, { state: 'running', tries: 1 })
  if (!claimed) return
  await fs.promises.mkdir(exportDir(dataDir), { recursive: true, mode: 0o700 })
  await fs.promises.writeFile(exportFile(dataDir, claimed.id), bytes, { mode: 0o600 })
  await changeExport(client, claimed, { state: 'done', share: 1, bytes: bytes.length, expiresAt })
}
