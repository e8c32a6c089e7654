import { openSpoolWriter } from '../../../ingest/source/spool/writer.ts'
import { readConfig } from '../../../warehouse/platform/config.ts'
import { createLog } from '../../../warehouse/platform/log.ts'

/** Appends 0, 1, 2, … to the topic argv[2], and prints each number once it is acknowledged. Meant to be killed. */
const spool = await openSpoolWriter(readConfig(), createLog('spooler'))
for (let i = 0; ; i++) {
  const value = Buffer.from(String(i))
  await spool.append(process.argv[2] ?? '', [{ key: null, value, timestamp: 0, headers: {} }])
  process.stdout.write(`${i}\n`)
}
