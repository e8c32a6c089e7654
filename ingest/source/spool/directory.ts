import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { TuanshuError } from '../../../warehouse/platform/errors.ts'

/** Where the segments of a topic lie. Topic names are file names: anything else is refused. */
export function topicDirectory(root: string, topic: string): string {
  if (!/^[\w.-]{1,200}$/.test(topic) || topic.startsWith('.'))
    throw new TuanshuError(
      'input',
      `${JSON.stringify(topic)} is not a topic name: letters, digits, "_", "-" and "." only`,
    )
  return path.join(root, topic)
}

export function spoolRoot(dataDir: string): string {
  return path.join(dataDir, 'spool')
}

/**
 * Opens the spool directory and returns its identity, made once: a spool that was deleted and made anew is another
 * stream. Throws `TuanshuError('unavailable')` when the directory cannot be written.
 */
export async function openSpoolDirectory(root: string): Promise<string> {
  const file = path.join(root, 'id')
  try {
    await fs.mkdir(root, { recursive: true, mode: 0o700 })
    const id = (await readIfThere(file)) ?? (await makeId(file))
    if (!/^[0-9a-f]{12}$/.test(id))
      throw new TuanshuError('config', `${file} is damaged: expected 12 hexadecimal digits`)
    return id
  } catch (error) {
    if (error instanceof TuanshuError) throw error
    throw new TuanshuError(
      'unavailable',
      `the spool directory ${root} cannot be used; check TUANSHU_DATA, its owner and the free space`,
      { cause: error },
    )
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await fs.readFile(file, 'utf8')).trim()
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Shows the file when it is whole; of several processes that make it at once the first one's stands. */
async function makeId(file: string): Promise<string> {
  const aside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await fs.writeFile(aside, randomBytes(6).toString('hex'), { flag: 'wx', mode: 0o600 })
    await fs.link(aside, file)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    // also where a full disk took the name and not the text
    await fs.rm(aside, { force: true })
  }
  return (await fs.readFile(file, 'utf8')).trim()
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
