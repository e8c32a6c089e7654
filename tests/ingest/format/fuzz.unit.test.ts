import { expect, it } from 'vitest'
import { fuzzDecode } from '../../support/messages/fuzzDecode.ts'

// `npm run bench -- decode` sends as many as one has time for
const MESSAGES = 10_000
const SEED = 20_260_501

it('faulty messages of all formats become valid changes, nothing, or dead letters, and never an error', {
  timeout: 30_000,
}, () => {
  const { faults, ...report } = fuzzDecode(MESSAGES, SEED)
  expect(faults).toEqual([])
  const refused = Object.values(report.refusals).reduce((sum, count) => sum + count, 0)
  // the faults are real ones, and not so gross that nothing gets through
  expect(report.messages).toBe(MESSAGES)
  expect(refused).toBeGreaterThan(MESSAGES / 4)
  expect(report.changes).toBeGreaterThan(MESSAGES / 4)
  expect(Object.keys(report.refusals).sort()).toEqual([
    'bad_value',
    'malformed_json',
    'missing_column',
    'no_key',
    'unknown_format',
    'unknown_table',
  ])
})
