/** Prints the time by this process and by the embedded engine, and how much CPU the engine uses when nobody asks it. */
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownWarehouse } from '../warehouse.ts'

const IDLE_MS = 2_000
// USER_HZ of Linux on x86-64
const TICK_MS = 10

const { warehouse, pid, stop } = await ownWarehouse()
const answer = await warehouse.app.query({
  query: `select
      toUnixTimestamp(now()) * 1000 as now,
      toUnixTimestamp64Milli(now64(3)) as now64,
      toUnixTimestamp(toDateTime(today())) * 1000 as startOfToday`,
  format: 'JSONEachRow',
})
const [row] = await answer.json<Record<string, string>>()
const clocks = Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]))
const before = cpuMs()
await sleep(IDLE_MS)
const idleShare = (cpuMs() - before) / IDLE_MS
process.stdout.write(JSON.stringify({ node: Date.now(), ...clocks, idleShare }))
await stop()

/** User and system time of the engine's process. */
function cpuMs(): number {
  const [, , ...fields] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
