import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

/** What hands out sums before anything is hidden, and who may take them: what masks by itself, and jobs that write marts. */
const RAW: Readonly<Record<string, readonly RegExp[]>> = {
  'query/unmasked.ts': [
    /^warehouse\/query\/ask\.ts$/,
    /^warehouse\/reports\/publishedAnswers\.ts$/,
    /^jobs\/marts\//,
  ],
  'query/suppress.ts': [
    /^warehouse\/query\/ask\.ts$/,
    /^warehouse\/reports\/publishedAnswers\.ts$/,
    /^warehouse\/marts\/readTrends\.ts$/,
  ],
  'marts/readTrends.ts': [],
  'marts/readMonthMart.ts': [/^warehouse\/reports\/publishedAnswers\.ts$/, /^jobs\/marts\//],
}
/** Names that may be taken from there by all: types, and what tells no figures. */
const HARMLESS = [
  'readPublishedOn',
  'readTrends',
  'trendAsk',
  'SMALLEST_SHOWN',
  'SMALLEST_SPECIAL',
  'mayBeHidden',
]

interface Import {
  file: string
  source: string
  names: string[]
}

function imports(): Import[] {
  return ['warehouse', 'jobs', 'api', 'ingest', 'dashboard'].flatMap(room =>
    readdirSync(room, { recursive: true, withFileTypes: true }).flatMap(entry => {
      const file = path.join(entry.parentPath, entry.name)
      if (!entry.isFile() || !/\.(ts|vue)$/.test(file) || file.includes(`${path.sep}dist${path.sep}`))
        return []
      const text = readFileSync(file, 'utf8')
      return [...text.matchAll(/^(?:import|export) \{([^}]*)\} from '([^']+)'/gm)].map(
        ([, names = '', source = '']) => ({
          file,
          source,
          names: names
            .split(',')
            .map(name => name.trim())
            .filter(name => name !== '' && !name.startsWith('type ')),
        }),
      )
    }),
  )
}

it('sums that nobody has masked are taken by what masks them and by jobs only', () => {
  const all = imports()
  const wrong = all.flatMap(({ file, source, names }) =>
    Object.entries(RAW).flatMap(([raw, allowed]) => {
      const base = path.basename(raw)
      const taken = names.filter(name => !HARMLESS.includes(name))
      if (path.basename(source) !== base || taken.length === 0 || allowed.some(each => each.test(file)))
        return []
      return [`${file} takes ${taken.join(', ')} from ${raw}`]
    }),
  )
  expect(wrong).toEqual([])
  expect(all.some(({ source }) => source.endsWith('unmasked.ts'))).toBe(true)
})
