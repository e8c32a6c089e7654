import fs from 'node:fs'
import path from 'node:path'
import { type TestWarehouse, temporaryDir, testWarehouse } from '../support/warehouse.ts'
import { member, plantOrgs, plantTree, sign } from '../warehouse/query/world.ts'
import { PROBED_TARGETS } from './probes.ts'
import { type TestServer, testServer } from './server.ts'

/** A server over the small province, with pages, that shows nothing without signing in. */
export interface ClosedDesk {
  test: TestWarehouse
  server: TestServer
  /** Folder of its pages. */
  page: string
  stop(): Promise<void>
}

export async function closedDesk(): Promise<ClosedDesk> {
  const page = temporaryDir()
  const test = await testWarehouse()
  await plantTree(test.warehouse)
  await plantOrgs(test.warehouse)
  await sign(test.warehouse, 'member', [
    ...Array.from({ length: 7 }, () => member(111, '2026-05-01')),
    ...Array.from({ length: 6 }, () => member(21, '2026-05-01')),
  ])
  fs.mkdirSync(path.join(page.dir, 'portal'), { recursive: true })
  fs.writeFileSync(path.join(page.dir, 'index.html'), 'the wall')
  fs.writeFileSync(path.join(page.dir, 'portal', 'index.html'), 'the portal')
  fs.writeFileSync(path.join(page.dir, 'portal', 'icon.svg'), '<svg/>')
  const server = await testServer(test, {
    config: { WALL_OPEN: false, TARGETS: PROBED_TARGETS },
    page: page.dir,
  })
  return {
    test,
    server,
    page: page.dir,
    stop: async () => {
      await server.stop()
      await test.stop()
      page.remove()
    },
  }
}
