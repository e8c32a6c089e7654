/** Prints the time by this process and by the embedded engine, and how long a sleep of 300 ms takes in the engine. */
import { testWarehouse } from '../warehouse.ts'

const { warehouse, stop } = await testWarehouse()
const answer = await warehouse.app.query({
  query: `select
      toUnixTimestamp(now()) * 1000 as now,
      toUnixTimestamp64Milli(now64(3)) as now64,
      toUnixTimestamp(toDateTime(today())) * 1000 as startOfToday`,
  format: 'JSONEachRow',
})
const [row] = await answer.json<Record<string, string>>()
const began = performance.now()
await warehouse.app.command({ query: 'select sleep(0.3)' })
const sleptMs = performance.now() - began
await stop()
const clocks = Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]))
process.stdout.write(JSON.stringify({ node: Date.now(), ...clocks, sleptMs }))
