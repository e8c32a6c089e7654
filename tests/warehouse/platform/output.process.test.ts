import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { tsxArguments } from '../../../warehouse/platform/process.ts'
import { READY_MESSAGE, STOP_MESSAGE } from '../../../warehouse/platform/room.ts'
import { firstLineOf, runScript, startScript } from '../../support/processes/runScript.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const ROOM = 'tests/support/processes/talkingRoom.ts'
/** Some fifty lines of a room. */
const TALK_MS = 500

test('a room goes on when nobody reads its output and its log any more', async () => {
  const room = startScript(ROOM)
  await firstLineOf(room)
  room.stdout?.destroy()
  room.stderr?.destroy()
  await pause(TALK_MS)
  room.kill('SIGTERM')
  expect(await once(room, 'exit')).toEqual([0, null])
})

test('a room goes on when the disk of its output and its log is full', async () => {
  const full = fs.openSync('/dev/full', 'w')
  const room = spawn(process.execPath, [...tsxArguments(), ROOM], { stdio: ['ignore', full, full, 'ipc'] })
  const exited = once(room, 'exit')
  expect(await Promise.race([once(room, 'message'), exited])).toEqual([READY_MESSAGE, undefined])
  await pause(TALK_MS)
  room.send(STOP_MESSAGE)
  expect(await exited).toEqual([0, null])
  fs.closeSync(full)
})

/** A file of messages that takes `decode` much longer to print than a reader to go. */
async function withManyMessages<T>(fn: (file: string) => Promise<T>): Promise<T> {
  const { dir, remove } = temporaryDir()
  const file = path.join(dir, 'messages.jsonl')
  fs.writeFileSync(file, `${JSON.stringify({ value: { id: 1 } })}\n`.repeat(50_000))
  try {
    return await fn(file)
  } finally {
    remove()
  }
}

test('a command whose reader has gone ends quietly, as SIGPIPE would end it', async () => {
  await withManyMessages(async file => {
    const command = startScript('ingest/commands/decode.ts', [file])
    let err = ''
    command.stderr?.on('data', chunk => {
      err += String(chunk)
    })
    await firstLineOf(command)
    command.stdout?.destroy()
    expect(await once(command, 'exit')).toEqual([141, null])
    expect(err).toBe('')
  })
})

test('a command that cannot write its output says so and fails', async () => {
  await withManyMessages(async file => {
    const full = fs.openSync('/dev/full', 'w')
    const command = spawn(process.execPath, [...tsxArguments(), 'ingest/commands/decode.ts', file], {
      stdio: ['ignore', full, 'pipe'],
    })
    let err = ''
    command.stderr?.on('data', chunk => {
      err += String(chunk)
    })
    expect(await once(command, 'close')).toEqual([1, null])
    expect(err).toMatch(/^error: the output cannot be written: ENOSPC.*\n$/)
    fs.closeSync(full)
  })
})

test('a failure that a person can mend is one plain line', async () => {
  const { code, err } = await runScript('ingest/commands/decode.ts', ['no/such/file'])
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^error: .*no\/such\/file.*\n$/) })
})
