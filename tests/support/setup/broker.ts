import type { TestProject } from 'vitest/node'
import { setupKafka } from '../kafka/broker.ts'

/** Starts the broker that all test files of the project share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...broker } = await setupKafka()
  project.provide('kafka', broker)
  return stop
}
