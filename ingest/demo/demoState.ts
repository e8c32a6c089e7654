import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { PASSWORDS_FILE } from './demoAccounts.ts'

const options = z.object({
  /** Names of the source systems, with commas between them. */
  systems: z.string().default('guangdong'),
  province: z.string(),
  members: z.number(),
  months: z.number(),
  seed: z.number(),
  faults: z.number(),
  kafka: z.boolean(),
})

const schema = z.object({
  options,
  /** The instant at which the history ends, milliseconds since 1970. */
  end: z.number(),
  /** By system: messages of the model that the stream holds for sure. */
  sent: z.union([
    z.record(z.string(), z.number()),
    z.number().transform((sent): Record<string, number> => ({ guangdong: sent })),
  ]),
  /** Every time the demo ran live: from when, how fast, and how many steps. */
  sessions: z.array(z.object({ start: z.number(), rate: z.number(), ticks: z.number() })),
})

/** What makes the same demo again. */
export type DemoOptions = z.infer<typeof options>
/** All that is needed to go on with a demo: the model is deterministic and is simply lived once more, without sending. */
export type DemoState = z.infer<typeof schema>

const FILE = 'demo.json'
/** Which of several systems counts. */
export const RULES_FILE = 'demo-counting-systems.csv'
/** What the demo's province is to come to this year. */
export const TARGETS_FILE = 'demo-targets.csv'
/** What a demo makes in its data directory. The secret key stays: it may be somebody's. */
const OURS = [
  'warehouse',
  'spool',
  'kafka',
  'run',
  'exports',
  'mailbox',
  PASSWORDS_FILE,
  RULES_FILE,
  TARGETS_FILE,
  FILE,
]

/**
 * The demo of this data directory, or undefined when it is unused. Throws `TuanshuError` when the directory belongs to
 * something else, or to a demo with other options.
 */
export function readDemoState(dataDir: string, wanted: DemoOptions): DemoState | undefined {
  const file = path.join(dataDir, FILE)
  if (!existsSync(file)) {
    if (isUsed(dataDir)) {
      throw new TuanshuError(
        'conflict',
        `${dataDir} holds data that the demo did not make; set TUANSHU_DATA to another directory`,
      )
    }
    return undefined
  }
  const state = readState(file)
  const known = new Map(Object.entries(state.options))
  const changed = Object.entries(wanted).filter(([name, value]) => known.get(name) !== value)
  if (changed.length === 0) return state
  const list = changed.map(([name, value]) => `${name} was ${known.get(name)}, now ${value}`).join('; ')
  throw new TuanshuError(
    'conflict',
    `${dataDir} holds a demo with other options (${list}). Use the same ones, or --fresh to delete it and begin anew`,
  )
}

/** Writes the state as a whole or not at all. */
export function writeDemoState(dataDir: string, state: DemoState): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = path.join(dataDir, FILE)
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Deletes what the demo made. Throws `TuanshuError` when the directory holds data that no demo made. */
export function deleteDemo(dataDir: string): void {
  if (!existsSync(path.join(dataDir, FILE)) && isUsed(dataDir)) {
    throw new TuanshuError(
      'conflict',
      `${dataDir} holds data that the demo did not make; --fresh does not delete it`,
    )
  }
  for (const name of OURS) rmSync(path.join(dataDir, name), { recursive: true, force: true })
}

function isUsed(dataDir: string): boolean {
  return existsSync(dataDir) && readdirSync(dataDir).some(name => name === 'warehouse' || name === 'spool')
}

function readState(file: string): DemoState {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new TuanshuError('input', `${file} cannot be read; --fresh deletes the demo and begins anew`, {
      cause: error,
    })
  }
}
