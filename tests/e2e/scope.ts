import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../ingest/demo/random.ts'
import { MAILINGS } from '../../warehouse/catalogue/mailings.ts'
import { METRICS, type MetricId } from '../../warehouse/catalogue/metrics.ts'
import { privacyOf } from '../../warehouse/catalogue/privacy.ts'
import { findReport, REPORT_NAMES, REPORTS } from '../../warehouse/catalogue/reports.ts'
import { ROLES, type Role } from '../../warehouse/control/accounts/account.ts'
import { addMonths, formatDay } from '../../warehouse/platform/time/day.ts'
import {
  ABOUT_NO_ORG,
  ABOUT_ONE_THING,
  ADMIN_ACCESS,
  closedRoutesOf,
  PROBES,
  WHOLE_ACCESS,
} from '../api/probes.ts'
import { signedIn } from '../api/server.ts'
import { addressOf, exported, type Province } from '../support/province/province.ts'
import { cookiesOf, openReport } from './channels.ts'
import { type Foreign, foreignTo, foundIn, workbookText } from './foreign.ts'
import type { World } from './world.ts'

interface Viewer {
  org: string
  role: Role
  headers: { cookie: string }
  foreign: Foreign
  /** Somewhere below, or the organisation itself. */
  below: string
  /** Organisations it may not ask about: its superior, the province, and any other. */
  others: readonly string[]
}

const SEED = 41
/** Who controls walls reads nothing: tests/api/walls.ch.test.ts. */
const READERS = ROLES.filter(role => role !== 'controller')
/** Levels of the organisations that the accounts are bound to: cities, counties, towns and committees, branches. */
const LEVELS = [3, 3, 3, 4, 4, 4, 5, 5, 6, 6]
/** So many that every report is read by somebody. */
const REPORTS_EACH = Math.ceil(REPORT_NAMES.length / LEVELS.length)

/** Scope: whatever an account asks for and wherever, nothing tells it of an organisation outside of its subtree. */
export function scope(world: () => World): void {
  describe('scope', () => {
    let viewers: Viewer[]
    const random = new Random(SEED, 'accounts')

    beforeAll(async () => {
      viewers = []
      for (const [i, level] of LEVELS.entries()) {
        const role = READERS[i % READERS.length] ?? 'committee'
        viewers.push(await drawViewer(world(), random, level, role))
      }
      const roles = new Set(viewers.map(({ role }) => role))
      expect([...roles].sort()).toEqual([...READERS].sort())
      // there is something to find, and hardly a name is lost to likeness
      for (const { foreign } of viewers) expect(foreign.names.length).toBeGreaterThan(foreign.ids.size * 0.8)
    })

    const get = async ({ headers }: Pick<Viewer, 'headers'>, url: string) => {
      const answer = await fetch(`${world().province.server.url}${url}`, { headers })
      return { status: answer.status, text: await answer.text() }
    }

    it('holds in every answer of every route', { timeout: 300_000 }, async () => {
      const faults: string[] = []
      let answered = 0
      for (const [i, viewer] of viewers.entries()) {
        for (const url of readsOf(world().province, viewer, random, i)) {
          const { status, text } = await get(viewer, url)
          answered++
          if (status !== 200 && !(status === 403 && isWithheld(url, text)))
            faults.push(`${viewer.role} of ${viewer.org} is refused ${url}: ${status} ${text}`)
          const found = foundIn(text, viewer.foreign)
          if (found.length > 0)
            faults.push(`${viewer.role} of ${viewer.org} reads of ${found.slice(0, 3)} in ${url}`)
        }
      }
      expect(faults).toEqual([])
      expect(answered).toBeGreaterThan(viewers.length * 12)
    })

    it('refuses whoever asks for a foreign organisation, by whatever route', {
      timeout: 300_000,
    }, async () => {
      const faults: string[] = []
      let refused = 0
      for (const viewer of viewers) {
        for (const other of viewer.others) {
          const asks: [url: string, body?: object][] = [
            ...routesFor(world().province, viewer)
              .filter(route => !ABOUT_NO_ORG.includes(route))
              .map((route): [string] => [PROBES[route]?.(other) ?? '']),
            [
              '/api/exports',
              { kind: 'report', report: 'activity', org: other, grain: 'month', day: '2026-08-01' },
            ],
            ['/api/exports', { kind: 'monthly', org: other, month: '2026-08' }],
            ...alertsOf(other).map((id): [string, object] => [
              `/api/alerts/${id}/acknowledge`,
              { note: '已核实' },
            ]),
            ...(viewer.role === 'admin'
              ? ([
                  ['/api/kiosks', { name: '大厅', org: other }],
                  [`/api/mailings/weekly/preview?recipient=${addressOf(other)}`],
                  [`/api/mailings/weekly/preview/files/0?recipient=${addressOf(other)}`],
                  [
                    `/api/mailings/weekly/send`,
                    { period: '2026-W31', recipients: [{ address: addressOf(other), org: other }], count: 1 },
                  ],
                ] as [string, object?][])
              : []),
          ]
          for (const [url, body] of asks) {
            const answer = await fetch(`${world().province.server.url}${url}`, {
              headers: { ...viewer.headers, ...(body ? { 'content-type': 'application/json' } : {}) },
              ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
            })
            const text = await answer.text()
            refused++
            // the id asked for may be repeated, nothing else
            const found = foundIn(text.replaceAll(other, ''), viewer.foreign)
            if (![403, 404].includes(answer.status) || found.length > 0)
              faults.push(
                `${viewer.role} of ${viewer.org} asks ${url} of ${other}: ${answer.status} ${text.slice(0, 200)}`,
              )
          }
        }
      }
      expect(faults).toEqual([])
      expect(refused).toBeGreaterThan(viewers.length * 12)
    })

    it('holds in every exported workbook, which no other account can fetch', {
      timeout: 300_000,
    }, async () => {
      const faults: string[] = []
      for (const [i, viewer] of viewers.entries()) {
        const report = REPORT_NAMES[i % REPORT_NAMES.length] ?? 'activity'
        const { province } = world()
        const wanted =
          i < 2
            ? {
                kind: 'monthly',
                org: viewer.org,
                month: formatDay(addMonths(province.today, -1)).slice(0, 7),
              }
            : {
                kind: 'report',
                report,
                org: i % 2 ? 'root' : viewer.below,
                grain: 'month',
                day: '2026-08-01',
              }
        const { status, text, file } = await exported(province, viewer.headers, wanted)
        expect([wanted, status]).toEqual([wanted, 200])
        const found = foundIn(await workbookText(file), viewer.foreign)
        if (found.length > 0)
          faults.push(`${JSON.stringify(wanted)} for ${viewer.org} holds ${found.slice(0, 3)}`)
        const next = viewers[(i + 1) % viewers.length]
        if (next) expect((await get(next, `/api/exports/${JSON.parse(text).id}/file`)).status).toBe(404)
      }
      expect(faults).toEqual([])
    })

    it('holds in every mail: subject, text and attachments', { timeout: 300_000 }, async () => {
      const { mails, orgs } = world()
      const faults: string[] = []
      for (const { org, mail } of mails) {
        const texts = [mail.subject, mail.html, mail.text, ...mail.files.map(({ name }) => name)]
        for (const { bytes } of mail.files) texts.push(await workbookText(bytes))
        const found = foundIn(texts.join('\n'), foreignTo(orgs, org))
        if (found.length > 0) faults.push(`${mail.subject} to ${org} holds ${found.slice(0, 3)}`)
        expect(mail.files.length).toBe(1)
      }
      expect(faults).toEqual([])
      expect(mails.length).toBeGreaterThanOrEqual(8)
    })

    it('holds on every page, also on that of a foreign link', { timeout: 300_000 }, async () => {
      const { browser, province } = world()
      const { url } = province.server
      for (const viewer of viewers.filter((_, i) => i % 5 === 1)) {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
        await context.addCookies(cookiesOf(viewer.headers.cookie, url))
        const page = await context.newPage()
        const scan = async (without = '') =>
          foundIn((await page.content()).replaceAll(without, ''), viewer.foreign)

        await openReport(page, `${url}/reports/r/member_growth`, viewer.org)
        await page.getByRole('button', { name: /^组织：/ }).click()
        await page.locator('.tree .name').first().waitFor()
        expect(await scan()).toEqual([])

        const [other = ''] = viewer.others
        await page.goto(`${url}/reports/r/activity?org=${other}`)
        await page.locator('.notice').waitFor()
        expect(await scan(other)).toEqual([])

        await page.goto(url)
        await page.locator('[data-figure="MEM01"]').first().waitFor()
        expect(await scan()).toEqual([])
        await context.close()
      }
    })

    it('would be seen to be broken: what the province reads is foreign to its cities', async () => {
      const { province, orgs, mails, browser } = world()
      const top = orgs.all.find(({ level }) => level === 2)
      const city = viewers[0]
      if (!top || !city) throw new Error('there is no province')
      const headers = await signedIn(province.server, { role: 'admin', org: top.id })
      const wanted = { kind: 'report', report: 'activity', org: top.id, grain: 'month', day: '2026-08-01' }
      const { file } = await exported(province, headers, wanted)
      const { text } = await get({ headers }, '/api/reports/activity?day=2026-08-01')
      const mail = mails.find(each => each.org === top.id)?.mail
      const context = await browser.newContext()
      await context.addCookies(cookiesOf(headers.cookie, province.server.url))
      const page = await context.newPage()
      await openReport(page, `${province.server.url}/reports/r/activity`, top.id)
      const cities = orgs.placeOf(top.id).children.length - 1
      for (const said of [
        await workbookText(file),
        text,
        await workbookText(mail?.files[0]?.bytes ?? Buffer.alloc(0)),
        await page.content(),
      ]) {
        const found = foundIn(said, city.foreign)
        expect(found.filter(each => /^\d+$/.test(each)).length).toBeGreaterThanOrEqual(cities)
        expect(found.filter(each => !/^\d+$/.test(each)).length).toBeGreaterThanOrEqual(cities)
      }
      await context.close()
    })
  })
}

/** Ids that alerts of an organisation may have, of the last day that is judged. */
function alertsOf(org: string): string[] {
  return [`A5:${org}::2026-08-31`, `A7:${org}:members:2026-08-31`]
}

async function drawViewer(
  { province, orgs }: World,
  random: Random,
  level: number,
  role: Role,
): Promise<Viewer> {
  const org = random.pick(orgs.active.filter(each => each.level === level))?.id ?? ''
  const { path, parent } = orgs.find(org)
  const outside = orgs.all.filter(
    each => !each.path.includes(org) && each.id !== parent && each.id !== path[0],
  )
  return {
    org,
    role,
    headers: await signedIn(province.server, { role, org }),
    foreign: foreignTo(orgs, org),
    below: random.pick(orgs.active.filter(each => each.path.includes(org)))?.id ?? org,
    others: [...new Set([parent, path[0] ?? '', random.pick(outside)?.id ?? ''])],
  }
}

/** Whether an answer says that figures of minors are not told of so small an organisation, and the question was about some. */
function isWithheld(url: string, text: string): boolean {
  const [, kind, id = ''] = /^\/api\/(reports|metrics)\/(\w+)\?/.exec(url) ?? []
  const columns = kind === 'reports' ? (findReport(id)?.columns ?? []) : []
  const metrics = [id, ...columns.flatMap(column => (column.kind === 'metric' ? [column.metric] : []))]
  const isRestricted = [...METRICS.values()].some(
    metric => metrics.includes(metric.id) && privacyOf(metric) === 'restricted',
  )
  return isRestricted && text.includes('"code":"withheld"')
}

/** The reading routes that a role may use and that are about an organisation or about nothing. */
function routesFor({ server }: Province, { role, org }: Viewer): string[] {
  return closedRoutesOf(server)
    .filter(([, access]) => !WHOLE_ACCESS.has(access) || org === 'root')
    .filter(([, access]) => !ADMIN_ACCESS.has(access) || role === 'admin')
    .filter(([, access]) => access !== 'control' || role === 'admin')
    .map(([route]) => route)
    .filter(route => route.startsWith('GET') && !ABOUT_ONE_THING.includes(route))
}

/** What an account reads: every route, about itself and about somewhere below, some reports and metrics, and searches. */
function readsOf(province: Province, viewer: Viewer, random: Random, turn: number): string[] {
  const { org, below, foreign } = viewer
  const routes = routesFor(province, viewer)
  const reports = Array.from({ length: REPORTS_EACH }, (_, i) => {
    const report = REPORTS[REPORT_NAMES[(turn * REPORTS_EACH + i) % REPORT_NAMES.length] ?? 'activity']
    const grain = random.pick(report.grains)
    const day = formatDay(province.today - random.between(0, 90))
    const basis = random.chance(0.3) ? '&basis=current' : ''
    return `/api/reports/${report.id}?org=${random.pick([org, below, 'root'])}&grain=${grain}&day=${day}&rows=${random.pick(report.rows)}${basis}`
  })
  const metrics = Array.from({ length: 2 }, () => {
    const id: MetricId = random.pick([...METRICS.keys()]) ?? 'MEM01'
    const by = random.pick(['', ...(METRICS.get(id)?.breakdowns ?? [])])
    return `/api/metrics/${id}?org=${below}&rows=children&from=2026-07-01&to=2026-08-31&grain=month${by ? `&by=${by}` : ''}`
  })
  const searches = ['团', '委员会', random.pick(foreign.names) ?? ''].map(
    text => `/api/orgs?search=${encodeURIComponent(text.slice(0, 50))}`,
  )
  return [
    ...new Set([
      ...routes.map(route => PROBES[route]?.(org) ?? ''),
      ...routes.filter(route => !ABOUT_NO_ORG.includes(route)).map(route => PROBES[route]?.(below) ?? ''),
      ...reports,
      ...metrics,
      ...searches,
      ...(viewer.role === 'admin' ? [`/api/deliveries?mailing=${MAILINGS.weekly.id}`] : []),
    ]),
  ]
}
