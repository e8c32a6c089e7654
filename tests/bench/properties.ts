import fc from 'fast-check'
import { fuzzDecode } from '../support/messages/fuzzDecode.ts'
import { hidesEnough, hidesEnoughFromTheStubborn } from '../support/query/suppressionProperty.ts'

/** Holds suppression to many more tables than a test run does. Throws with seed, path and shrunk tables when one gives a person away. */
export function holdSuppression({ tables, seed }: { tables: number; seed: number }): void {
  fc.assert(hidesEnough(), { numRuns: tables, seed })
  fc.assert(hidesEnoughFromTheStubborn(), { numRuns: Math.ceil(tables / 20), seed })
  process.stdout.write(`${tables} tables of seed ${seed} give nobody away\n`)
}

/** Decodes many more faulty messages than a test run does; exit code 1 when one of them is more than the pipeline can take. */
export function holdDecoding({ messages, seed }: { messages: number; seed: number }): void {
  const { faults, ...report } = fuzzDecode(messages, seed)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
}
