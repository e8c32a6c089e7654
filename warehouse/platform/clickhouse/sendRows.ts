import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ClickHouseClient, ExecParams } from '@clickhouse/client'

/** Sends an INSERT, which ends with the format of `values`, and waits for the end of its answer: only then it is stored. */
export async function sendRows(
  client: ClickHouseClient,
  insert: ExecParams,
  values: Readable,
): Promise<void> {
  const { stream } = await client.exec({ ...insert, values })
  await finished(stream.resume())
}
