import { TuanshuError } from '../errors.ts'

// far above any password; a file that was piped in by mistake is not read to its end
const MOST_CHARACTERS = 4_096

/** The first line of standard input. Throws `TuanshuError('input')` when there is none. */
export async function readPassword(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.includes('\n') || text.length > MOST_CHARACTERS) break
  }
  const [line = ''] = text.split(/\r?\n/)
  if (line === '')
    throw new TuanshuError('input', '--password-stdin: standard input holds no password on its first line')
  return line
}
