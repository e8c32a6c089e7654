import { defineConfig } from 'vitest/config'

/** Suffixes say what a test needs: nothing, ClickHouse, Kafka, Chromium, or all of them. */
export default defineConfig({
  test: {
    globalSetup: ['tests/support/setup/setup.ts'],
    include: ['tests/**/*.{unit,ch,kafka,browser,e2e}.test.ts'],
    // two cores carry ClickHouse, Kafka and Chromium besides the tests
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    env: { LOG_LEVEL: 'error' },
  },
})
