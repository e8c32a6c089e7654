import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../ingest/demo/random.ts'
import { METRICS } from '../../warehouse/catalogue/metrics.ts'
import { privacyOf } from '../../warehouse/catalogue/privacy.ts'
import { addMonths, formatDay } from '../../warehouse/platform/time/day.ts'
import { mayBeHidden } from '../../warehouse/query/suppress.ts'
import type { Cell } from '../../warehouse/query/types.ts'
import { askUnmasked } from '../../warehouse/query/unmasked.ts'
import { signedIn } from '../api/server.ts'
import type { Province } from '../support/province/province.ts'
import { TOLD_METRICS } from '../support/province/truthConditions.ts'
import { type Channels, openChannels, type Sighting } from './channels.ts'
import { isSame } from './figureText.ts'
import { drawTriples, type Triple } from './triples.ts'
import type { World } from './world.ts'

const SEED = 20_260_916
const TRIPLES = 30
const WALL_MONTHS = 12
/** How often each channel has to be compared at least, so that nothing passes by comparing nothing. */
const LEAST = { wall: 12, metrics: 48, report: 48, page: 24, workbook: 24, mail: 36 } as const
const CHANNELS = ['wall', 'metrics', 'report', 'page', 'workbook', 'mail'] as const

/** One number: whoever asks for a figure, and wherever, gets the same one. */
export function oneNumber(world: () => World): void {
  describe('one number', () => {
    let triples: { triple: Triple; cell: Cell }[]
    let channels: Channels & { close(): Promise<void> }

    beforeAll(async () => {
      const { province, orgs, browser, recipients, mails } = world()
      const { today } = province
      const random = new Random(SEED, 'triples')
      triples = []
      const drawn = await drawTriples(
        random,
        {
          recipients,
          oldest: addMonths(today, 1 - WALL_MONTHS),
          today,
          parentOf: org => orgs.placeOf(org).parent,
          isFit: async triple => {
            const metric = METRICS.get(triple.metric)
            // some channel hides or rounds them
            if (!metric || privacyOf(metric)) return false
            if (!orgs.stoodAlike(triple.org, triple.period.to)) return false
            const cell = await figureOf(province, triple)
            // figures of few persons are the only ones that a channel may hide; most zeros prove little
            return !cell.absence && !isOfFew(cell) && (Boolean(cell.value) || random.chance(0.25))
          },
        },
        TRIPLES,
      )
      for (const triple of drawn) triples.push({ triple, cell: await figureOf(province, triple) })
      channels = await openChannels({
        province,
        headers: await signedIn(province.server, { role: 'admin', org: 'root' }),
        browser,
        mails,
      })
    })
    afterAll(() => channels?.close())

    it('is asked of figures of every kind, most of which are not zero', () => {
      expect(triples.length).toBe(TRIPLES)
      expect(triples.filter(({ cell }) => cell.value).length).toBeGreaterThan(TRIPLES / 2)
      expect(new Set(triples.map(({ triple }) => triple.metric)).size).toBeGreaterThan(12)
      expect(new Set(triples.map(({ triple }) => triple.org)).size).toBeGreaterThan(7)
      expect(new Set(triples.map(({ triple }) => triple.period.from)).size).toBeGreaterThan(8)
    })

    it('is what the simulated province lived, where it is summed from the logs', () => {
      const { province, orgs } = world()
      let compared = 0
      for (const { triple, cell } of triples) {
        const { metric, org, period } = triple
        if (!TOLD_METRICS.some(({ id }) => id === metric)) continue
        const { from, to } = period
        const source = orgs.sourceOf(org)
        const [found] = province.world.truth.ask({
          metric,
          org: source,
          rows: 'total',
          from,
          to,
          grain: 'all',
        })
        const denominator = METRICS.get(metric)?.kind === 'ratio' ? (found?.denominator ?? 0) : 1
        expect([inWords(triple), cell.numerator, cell.denominator]).toEqual([
          inWords(triple),
          found?.numerator ?? 0,
          denominator,
        ])
        compared++
      }
      expect(compared).toBeGreaterThan(TRIPLES / 2)
    })

    it.each(CHANNELS)('is the same in every place of: %s', { timeout: 240_000 }, async name => {
      const faults: string[] = []
      let compared = 0
      for (const { triple, cell } of triples)
        for (const { where, shown } of await channels[name](triple)) {
          compared++
          if (!agrees(shown, cell.value))
            faults.push(`${inWords(triple)} is ${cell.value}, but in ${where}: ${JSON.stringify(shown)}`)
        }
      expect(faults).toEqual([])
      expect(compared).toBeGreaterThanOrEqual(LEAST[name])
    })
  })
}

/** The figure itself, before any channel hides anything. */
async function figureOf({ test, today }: Province, { metric, org, period }: Triple): Promise<Cell> {
  const { from, to } = period
  const { answers } = await askUnmasked(
    test.warehouse.reader,
    { org: 'root' },
    [{ name: 'it', metrics: [metric], org, rows: 'total', from, to, grain: 'all' }],
    today,
  )
  const cell = answers.get('it')?.cells.find(each => each.metric === metric)
  if (!cell) throw new Error(`${metric} has no answer`)
  return cell
}

/** Counts from which on nothing is hidden, not even beside what is. */
const MANY = 100

/** A count or share of few persons, which some channel may hide. */
function isOfFew({ metric: id, numerator, denominator }: Cell): boolean {
  const metric = METRICS.get(id)
  if (!metric || !mayBeHidden(metric, undefined)) return false
  const isShare = metric.kind === 'ratio' || (metric.kind === 'computed' && metric.isRatio)
  const counts = isShare ? [numerator, denominator, denominator - numerator] : [numerator]
  return counts.some(count => count > 0 && count < MANY)
}

/** A row that holds nothing need not be there. */
function agrees(shown: Sighting['shown'], value: number | null): boolean {
  return shown === 'missing' ? !value : isSame(shown, value)
}

function inWords({ metric, org, period }: Triple): string {
  return `${metric} of ${org} ${formatDay(period.from)}–${formatDay(period.to)}`
}
