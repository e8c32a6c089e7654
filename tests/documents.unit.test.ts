import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { listSettings } from '../warehouse/platform/config.ts'
import { configurationPage } from '../warehouse/platform/configurationPage.ts'

const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8'))

const DOCS = [
  'README.md',
  'CONTRIBUTING.md',
  'warehouse/OPERATIONS.md',
  'ingest/README.md',
  'ingest/FEEDS.md',
  'sql/README.md',
]

describe('the documents', () => {
  it('list every setting with its default, in Chinese', () => {
    expect(fs.readFileSync('warehouse/CONFIGURATION.md', 'utf8')).toBe(configurationPage(listSettings()))
    expect(listSettings().filter(({ meaning, zh }) => meaning === '' || zh === '')).toEqual([])
  })

  it.each(DOCS)('%s names only commands, settings and files that there are', doc => {
    const text = fs.readFileSync(doc, 'utf8')
    expect(commandsOf(text).filter(isUnknownCommand)).toEqual([])
    expect(filesOf(text).filter(file => !fs.existsSync(file))).toEqual([])
    expect(linksOf(text).filter(link => !fs.existsSync(path.join(path.dirname(doc), link)))).toEqual([])
  })

  it('are read as they are meant', () => {
    expect(commandsOf(fs.readFileSync('README.md', 'utf8'))).toContain('demo')
    expect(commandsOf('`npm run demo -- --rate 10`, `npm run dmeo`').filter(isUnknownCommand)).toEqual([
      'dmeo',
    ])
    expect(filesOf('see `jobs/main.ts` and `sql/dwd/<group>/x.sql`')).toEqual(['jobs/main.ts'])
    expect(linksOf('![a](b/c.svg) [d](https://e.cn) [f](#g)')).toEqual(['b/c.svg'])
  })
})

function commandsOf(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
}

/** Paths of our rooms, without placeholders and what is built. */
function filesOf(text: string): string[] {
  const found = text.matchAll(/`((?:api|dashboard|ingest|jobs|sql|tests|warehouse)\/[^`\s<>*…{},:]*)`/g)
  return [...found].map(([, file = '']) => file).filter(file => !file.startsWith('dashboard/dist'))
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(((?!https?:|#)[^)\s]+)\)/g)].map(([, link = '']) => link)
}

function isUnknownCommand(command: string): boolean {
  return !Object.hasOwn(scripts, command)
}
