import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { LongestFirst } from './tests/support/setup/longestFirst.ts'

/** What the suffix of a test file says that it needs, beside the time that is right for it. */
function project(
  name: string,
  suffixes: string[],
  setup: string[],
  seconds: { test: number; hook: number },
  more: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: suffixes.map(suffix => `tests/**/*.${suffix}.test.ts`),
      globalSetup: setup.map(file => `tests/support/setup/${file}.ts`),
      testTimeout: seconds.test * 1_000,
      hookTimeout: seconds.hook * 1_000,
      ...more,
    },
  }
}

export default defineConfig({
  test: {
    // what one file pretends must not reach the next
    restoreMocks: true,
    // two cores carry ClickHouse, Kafka and Chromium besides the tests
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    expect: { poll: { timeout: 20_000 } },
    env: { LOG_LEVEL: 'error' },
    projects: [
      // to load the product for each file takes longer than to test it
      project('unit', ['unit'], [], { test: 5, hook: 30 }, { isolate: false }),
      project('process', ['process'], [], { test: 60, hook: 60 }),
      project('warehouse', ['ch'], ['engines'], { test: 60, hook: 120 }),
      project('kafka', ['kafka'], ['engines', 'broker'], { test: 90, hook: 180 }),
      project('browser', ['browser', 'e2e'], ['engines', 'page'], { test: 90, hook: 180 }),
    ],
  },
})
