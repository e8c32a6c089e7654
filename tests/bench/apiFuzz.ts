import fs from 'node:fs'
import path from 'node:path'
import { signedIn, testServer } from '../api/server.ts'
import { loadSimulated, tellComplete } from '../support/province/loadSimulated.ts'
import { simulate } from '../support/province/simulated.ts'
import { fuzzApi } from '../support/servers/fuzzApi.ts'
import { temporaryDir, testWarehouse } from '../support/warehouse.ts'

const FROM = '2026-08-01 00:00:00'
const UNTIL = '2026-11-20 15:00:00'
const NOW = Date.parse('2026-11-20T15:00:00+08:00')
const PROVINCE = '460000'

export interface ApiFuzzOptions {
  requests: number
  members: number
  seed: number
}

/** Sends random requests to every route of a server over a small simulated province; exit code 1 when one breaks the contract. */
export async function fuzzServer({ requests, members, seed }: ApiFuzzOptions): Promise<void> {
  const page = temporaryDir()
  fs.mkdirSync(path.join(page.dir, 'portal'))
  for (const file of ['index.html', 'portal/index.html'])
    fs.writeFileSync(path.join(page.dir, file), 'a page')
  const test = await testWarehouse({ TUANSHU_PROVINCE: PROVINCE })
  try {
    const world = simulate({ province: PROVINCE, members, seed, from: FROM, until: UNTIL })
    await loadSimulated(test, world)
    await tellComplete(test.warehouse.app, NOW)
    const answer = await test.warehouse.app.query({
      query: `select toString(org_id), toUInt8(level) from app.dim_org where status = 'active' order by level, position limit 40`,
      format: 'JSONCompactEachRow',
    })
    const orgs = await answer.json<[string, number]>()
    const city = orgs.find(([, level]) => level === 3)?.[0] ?? 'root'
    const server = await testServer(test, {
      // accounts and the feed are of today, the last figures of the history are a moment old
      now: Date.now,
      page: page.dir,
      config: { WALL_OPEN: false, MAIL_CATCHER: true },
    })
    try {
      const root = await signedIn(server, { role: 'admin', org: 'root' })
      const callers = [
        root,
        root,
        await signedIn(server, { role: 'admin', org: city }),
        await signedIn(server, { role: 'committee', org: city, email: 'office@example.cn' }),
        {},
      ]
      const document: unknown = await (await fetch(`${server.url}/api/docs/json`, { headers: root })).json()
      const feeding = setInterval(
        () => void tellComplete(test.warehouse.app, NOW).catch(() => undefined),
        10_000,
      )
      const began = performance.now()
      const report = await fuzzApi({
        url: server.url,
        document,
        callers,
        orgs: [...orgs.map(([id]) => id), '77'],
        requests,
        seed,
        progress: ({ requests: done, faults }) =>
          process.stderr.write(`${done} requests, ${faults.length} faults\n`),
      })
      clearInterval(feeding)
      const seconds = (performance.now() - began) / 1_000
      process.stdout.write(
        `${report.requests.toLocaleString('en')} requests to ${Object.keys(report.routes).length} routes in ${seconds.toFixed(0)} s, ${report.faults.length} faults; answers: ${JSON.stringify(report.statuses)}\n`,
      )
      for (const fault of report.faults) process.stdout.write(`  ${fault}\n`)
      if (report.faults.length > 0) process.exitCode = 1
    } finally {
      await server.stop()
    }
  } finally {
    await test.stop()
    page.remove()
  }
}
