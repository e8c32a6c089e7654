import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

/** Which rooms a room may import from; the chart options and the types of the API are named files. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  warehouse: [],
  ingest: ['warehouse'],
  jobs: ['warehouse', 'dashboard/charts'],
  api: ['warehouse', 'jobs', 'ingest/mapping', 'ingest/source/spool', 'ingest/deadletter'],
  dashboard: ['api', 'warehouse/contract'],
}

/** The same inside the rooms, from the ground up. A part that is not listed may take what its room may. */
const PART_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'warehouse/contract': [],
  'warehouse/platform': ['warehouse/contract'],
  'warehouse/feed': ['warehouse/platform'],
  'warehouse/catalogue': ['warehouse/contract', 'warehouse/platform'],
  'warehouse/orgs': ['warehouse/contract', 'warehouse/platform', 'warehouse/catalogue'],
  'warehouse/reference': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
  ],
  'warehouse/control': ['warehouse/contract', 'warehouse/platform', 'warehouse/orgs'],
  'warehouse/query': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/reference',
  ],
  'warehouse/marts': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
  ],
  'warehouse/reports': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
    'warehouse/marts',
  ],
  'warehouse/lists': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
    'warehouse/reference',
  ],
  'warehouse/targets': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
    'warehouse/reference',
    'warehouse/reports',
  ],
  'warehouse/tickets': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
    'warehouse/reference',
    'warehouse/reports',
  ],
  'warehouse/frozen': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/reports',
  ],
  'warehouse/bulletins': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
    'warehouse/reports',
    'warehouse/frozen',
  ],
  'warehouse/assessment': [
    'warehouse/contract',
    'warehouse/platform',
    'warehouse/catalogue',
    'warehouse/orgs',
    'warehouse/query',
    'warehouse/reference',
    'warehouse/reports',
    'warehouse/frozen',
  ],
  'ingest/format': ['ingest/change.ts', 'warehouse/platform'],
  'ingest/log': ['ingest/change.ts', 'warehouse/contract', 'warehouse/platform', 'warehouse/catalogue'],
  'ingest/demo': ['ingest/change.ts', 'ingest/mapping', 'ingest/source', 'warehouse'],
  'jobs/schedule': ['jobs/registry.ts', 'warehouse'],
  'jobs/marts': ['jobs/schedule', 'warehouse'],
  'jobs/measures': ['jobs/schedule', 'warehouse'],
  'jobs/alerts': ['jobs/schedule', 'warehouse'],
  'jobs/bulletins': ['jobs/schedule', 'warehouse'],
  'jobs/tickets': ['jobs/measures', 'jobs/schedule', 'warehouse'],
  'jobs/delivery': ['jobs/alerts', 'jobs/schedule', 'warehouse', 'dashboard/charts'],
}

/** Parts that others start or look at, but do not build on. */
const NOBODY_IMPORTS = ['ingest/demo', 'ingest/commands', 'jobs/commands', 'warehouse/commands']

/** Paths that the operating system and tools need at the top; everything else has a room. */
const TOP_LEVEL = [
  '.ci',
  '.gitignore',
  'CONTRIBUTING.md',
  'README.md',
  'api',
  'biome.json',
  'dashboard',

  'ingest',
  'jobs',
  'package-lock.json',
  'package.json',
  'sql',
  'tests',
  'tsconfig.json',
  'vitest.config.ts',
  'warehouse',
]

interface Import {
  file: string
  line: string
  target: string
}

function importsOf(room: string): Import[] {
  const files = fs.readdirSync(room, { recursive: true, withFileTypes: true })
  return files.flatMap(entry => {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || !/\.(ts|vue)$/.test(file) || file.startsWith(path.join(room, 'dist'))) return []
    const text = fs.readFileSync(file, 'utf8')
    const found = text.matchAll(
      /^(?:import|export)\b[^'"]*?from\s+['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/gm,
    )
    return [...found].map(([line = '', from, dynamic]) => ({
      file,
      line,
      target: path.normalize(path.join(path.dirname(file), from ?? dynamic ?? '')),
    }))
  })
}

describe('the rooms', () => {
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${room} imports only from ${[room, ...allowed].join(', ')}`, () => {
      if (!fs.existsSync(room)) return
      const all = importsOf(room)
      // what builds the page runs beside the rooms, not in one
      const wrong = all.filter(
        one =>
          !/^dashboard\/(vite\.config\.ts|build\/)/.test(one.file) &&
          ![room, ...allowed].some(place => one.target.startsWith(`${place}${path.sep}`)),
      )
      expect(wrong.map(one => `${one.file}: ${one.target}`)).toEqual([])
    })
  }

  for (const [part, allowed] of Object.entries(PART_MAY_IMPORT)) {
    it(`${part} imports only from ${[part, ...allowed].join(', ')}`, () => {
      const wrong = importsOf(part).filter(
        one => ![part, ...allowed].some(place => one.target === place || one.target.startsWith(`${place}/`)),
      )
      expect(wrong.map(one => `${one.file}: ${one.target}`)).toEqual([])
    })
  }

  for (const part of NOBODY_IMPORTS) {
    it(`no other part of the product imports from ${part}`, () => {
      const wrong = Object.keys(MAY_IMPORT)
        .flatMap(importsOf)
        .filter(one => one.target.startsWith(`${part}/`) && !one.file.startsWith(`${part}/`))
      expect(wrong.map(one => `${one.file}: ${one.target}`)).toEqual([])
    })
  }

  it('the contract that server and browser share imports no package', () => {
    const packages = fs
      .readdirSync('warehouse/contract')
      .filter(file => /from '[^.]/.test(fs.readFileSync(path.join('warehouse/contract', file), 'utf8')))
    expect(packages).toEqual([])
  })

  it('the dashboard takes only types from the api', () => {
    const values = importsOf('dashboard').filter(
      one => one.target.startsWith('api') && !one.line.startsWith('import type'),
    )
    expect(values).toEqual([])
  })

  it('sees the imports it judges', () => {
    expect(importsOf('ingest').some(one => one.target.startsWith('warehouse'))).toBe(true)
    const parts = [...Object.keys(PART_MAY_IMPORT), ...NOBODY_IMPORTS]
    expect(parts.filter(part => !fs.existsSync(part))).toEqual([])
  })

  it('nothing else stands at the top', () => {
    const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n')
    const top = new Set(tracked.flatMap(file => file.split('/')[0] || []))
    expect([...top].filter(name => !TOP_LEVEL.includes(name))).toEqual([])
  })
})
