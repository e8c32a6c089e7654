import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'
import { provable } from '../../support/oracle/provable.ts'
import { type OracleProvince, PROVINCES } from '../../support/oracle/provinces.ts'
import { ASKED_OF_TRUTH, UNSEEN_BY_TRUTH } from '../../support/province/provenByTruth.ts'

/** What no simulated province lives, and the test that proves it. */
const PROVEN_APART: Partial<Record<MetricId, string>> = {
  // branches of simulated provinces stay below the limit
  ORG10: 'tests/warehouse/query/largeBranches.ch.test.ts',
  // no source tells it
  SYS01: 'tests/warehouse/query/absence.ch.test.ts',
  // stands on what people explained, which no source tells
  TRE15: 'tests/jobs/tickets/truth.ch.test.ts',
  // how current the logs are, how they and the systems agree, and what reports hide of them
  SYS02: 'tests/jobs/measures/quality.ch.test.ts',
  SYS08: 'tests/jobs/measures/quality.ch.test.ts',
  SYS09: 'tests/jobs/measures/quality.ch.test.ts',
  SYS10: 'tests/jobs/measures/hiddenCells.ch.test.ts',
  SYS11: 'tests/jobs/measures/systems.ch.test.ts',
  SYS12: 'tests/jobs/measures/systems.ch.test.ts',
  SYS13: 'tests/jobs/measures/systems.ch.test.ts',
  SYS14: 'tests/jobs/measures/systems.ch.test.ts',
  SYS15: 'tests/jobs/measures/systems.ch.test.ts',
  SYS16: 'tests/jobs/measures/systems.ch.test.ts',
}

const provinces: readonly [string, OracleProvince][] = Object.entries(PROVINCES)
const seen = new Set([
  ...ASKED_OF_TRUTH.filter(id => !UNSEEN_BY_TRUTH.includes(id)),
  ...provinces.flatMap(([, province]) => provable(province).filter(id => !province.unseen?.includes(id))),
])

it('every metric is held against what some simulated province lived of it, or is proven apart', () => {
  expect([...METRICS.keys()].filter(id => !seen.has(id) && !PROVEN_APART[id])).toEqual([])
})

it('nothing stands apart that a province proves, and the test that is named tells of it', () => {
  for (const [id, file] of Object.entries(PROVEN_APART)) {
    expect([...seen]).not.toContain(id)
    expect(readFileSync(file, 'utf8')).toContain(id)
  }
})

it.each(provinces)('%s leaves out nothing that its system cannot tell', (_, province) => {
  const ids = provable(province)
  expect(province.unseen?.filter(id => !ids.includes(id)) ?? []).toEqual([])
  expect(province.only?.filter(id => !ids.includes(id)) ?? []).toEqual([])
})

it('every province has its test', () => {
  const tests = readdirSync(import.meta.dirname)
    .filter(name => name.endsWith('.ch.test.ts'))
    .map(name => readFileSync(path.join(import.meta.dirname, name), 'utf8'))
  expect(provinces.filter(([name]) => !tests.some(text => text.includes(`PROVINCES.${name})`)))).toEqual([])
})
