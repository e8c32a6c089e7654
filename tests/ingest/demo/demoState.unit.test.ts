import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DemoState, deleteDemo, readDemoState, writeDemoState } from '../../../ingest/demo/demoState.ts'
import { readDivisions } from '../../../ingest/demo/divisions.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const STATE: DemoState = {
  options: {
    systems: 'guangdong',
    province: '440000',
    members: 500,
    months: 3,
    seed: 1,
    faults: 0,
    kafka: false,
  },
  end: 1_795_000_000_000,
  sent: { guangdong: 12 },
  sessions: [{ start: 1_795_000_001_000, rate: 20, ticks: 4 }],
}
let scratch: ReturnType<typeof temporaryDir>

beforeEach(() => {
  scratch = temporaryDir()
})
afterEach(() => scratch.remove())

it('is found again with the same options', () => {
  expect(readDemoState(scratch.dir, STATE.options)).toBeUndefined()
  writeDemoState(scratch.dir, STATE)
  expect(readDemoState(scratch.dir, STATE.options)).toEqual(STATE)
})

it('refuses other options and names them', () => {
  writeDemoState(scratch.dir, STATE)
  expect(() => readDemoState(scratch.dir, { ...STATE.options, members: 600, seed: 2 })).toThrow(
    /members was 500, now 600; seed was 1, now 2.*--fresh/,
  )
})

it('neither uses nor deletes data that no demo made', () => {
  mkdirSync(path.join(scratch.dir, 'warehouse'))
  expect(() => readDemoState(scratch.dir, STATE.options)).toThrow(/did not make/)
  expect(() => deleteDemo(scratch.dir)).toThrow(/does not delete/)
  expect(existsSync(path.join(scratch.dir, 'warehouse'))).toBe(true)
})

it('deletes a demo and keeps the secret key', () => {
  writeDemoState(scratch.dir, STATE)
  mkdirSync(path.join(scratch.dir, 'spool'))
  writeFileSync(path.join(scratch.dir, 'secret.key'), '')
  deleteDemo(scratch.dir)
  expect(
    ['demo.json', 'spool', 'secret.key'].filter(name => existsSync(path.join(scratch.dir, name))),
  ).toEqual(['secret.key'])
})

it('says which province has no map', () => {
  expect(() => readDivisions('990000')).toThrow(/TUANSHU_PROVINCE.*990000/)
})
