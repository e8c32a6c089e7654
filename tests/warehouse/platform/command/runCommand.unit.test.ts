import { afterEach, expect, it, vi } from 'vitest'
import { commandAction } from '../../../../warehouse/platform/command/runCommand.ts'
import { type ErrorCode, TuanshuError } from '../../../../warehouse/platform/errors.ts'

afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
})

it.each<[ErrorCode, number]>([
  ['input', 1],
  ['config', 78],
])('a command says what a person can mend (%s) in one plain line, and exits with %i', async (code, exit) => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await commandAction('test', async () => {
    throw new TuanshuError(code, 'the file is gone', { cause: new Error('ENOENT') })
  })()
  expect(written.mock.calls.map(([text]) => text)).toEqual(['error: the file is gone: ENOENT\n'])
  expect(process.exitCode).toBe(exit)
})
