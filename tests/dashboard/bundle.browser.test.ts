import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import { describe, expect, it } from 'vitest'

/** The built pages of Guangdong; the tests' set-up builds them. */
const dist = path.resolve('dashboard/dist')

interface Chunk {
  file: string
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}

const manifest: Record<string, Chunk> = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'))

/** Scripts and styles that these entries load, with what they load later when `later` says so. */
function graphOf(entries: readonly string[], later: boolean): { scripts: string[]; styles: string[] } {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`${name} is not in the manifest`)
    if (seen.has(name)) return
    seen.add(name)
    for (const next of [...(chunk.imports ?? []), ...(later ? (chunk.dynamicImports ?? []) : [])]) visit(next)
  }
  entries.forEach(visit)
  const chunks = [...seen].flatMap(name => manifest[name] ?? [])
  return {
    scripts: [...new Set(chunks.map(chunk => chunk.file))],
    styles: [...new Set(chunks.flatMap(chunk => chunk.css ?? []))],
  }
}

function packed(files: readonly string[]): number {
  return files
    .map(file => gzipSync(fs.readFileSync(path.join(dist, file))).length)
    .reduce((sum, size) => sum + size, 0)
}

describe('what is shipped', () => {
  const assets = fs.readdirSync(path.join(dist, 'assets'))

  it('of the wall is at most 120 kB of script before its first scene, 320 kB with all of them, and 70 kB of province map, packed', () => {
    const first = packed(graphOf(['index.html'], false).scripts)
    expect(first).toBeGreaterThan(30_000)
    expect(first).toBeLessThanOrEqual(120_000)
    const { scripts } = graphOf(['index.html'], true)
    expect(packed(scripts)).toBeLessThanOrEqual(320_000)
    // the chart library comes with the first map or chart
    expect(packed(scripts) - first).toBeGreaterThan(150_000)
    const map = assets.filter(file => /^440000-.*\.json$/.test(file)).map(file => `assets/${file}`)
    expect(packed(map)).toBeGreaterThan(10_000)
    expect(packed(map)).toBeLessThanOrEqual(70_000)
  })

  it('of the portal is at most 240 kB before the charts of a report, 450 kB with them, packed', () => {
    const page = ['portal/index.html', 'portal/pages/ReportPage.vue']
    const first = graphOf(page, false)
    expect(packed([...first.scripts, ...first.styles])).toBeGreaterThan(80_000)
    expect(packed([...first.scripts, ...first.styles])).toBeLessThanOrEqual(240_000)
    const whole = graphOf([...page, 'portal/report/ReportCharts.vue'], false)
    expect(packed([...whole.scripts, ...whole.styles])).toBeLessThanOrEqual(450_000)
    // the charts are fetched while the figures can be read already
    expect(packed(whole.scripts) - packed(first.scripts)).toBeGreaterThan(100_000)
  })

  it('are the maps of the built province only', () => {
    const codes = assets.filter(file => file.endsWith('.json')).map(file => file.slice(0, 2))
    expect(codes.length).toBe(20)
    expect(new Set(codes)).toEqual(new Set(['44']))
  })

  it('holds no part of the portal in the wall', () => {
    const wall = graphOf(['index.html'], true).scripts
    for (const page of ['ReportPage', 'SignIn', 'DeliveryPage']) {
      const file = manifest[`portal/pages/${page}.vue`]?.file
      expect(file).toBeDefined()
      expect(wall).not.toContain(file)
    }
    const sources = wall.map(file => fs.readFileSync(path.join(dist, file), 'utf8')).join('\n')
    expect(sources).not.toMatch(/el-dialog|el-drawer/)
  })
})

/** Functions and globals that Chromium 80 lacks; a library that asks first whether it has one is not to be on the list. */
const FUNCTIONS_UNKNOWN_TO_80 = new Set([
  ...['at', 'findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'fromAsync'],
  ...['replaceAll', 'isWellFormed', 'toWellFormed', 'hasOwn', 'groupBy', 'canParse', 'randomUUID'],
  ...['withResolvers', 'replaceChildren', 'checkVisibility', 'showPicker', 'getHTML', 'requestClose'],
])
const GLOBALS_UNKNOWN_TO_80 = new Set([
  ...['structuredClone', 'reportError', 'AggregateError', 'WeakRef', 'FinalizationRegistry'],
])
// a button can be a grid since 83
const STYLES_UNKNOWN_TO_80 =
  /color-mix\(|oklch\(|oklab\(|light-dark\(|:has\(|:is\(|:where\(|@layer|@container|@property|@scope|\binset[a-z-]*:|[\d.](?:dvh|svh|lvh|dvw|cqw|lh)\b|[{;](?:translate|rotate|scale|aspect-ratio|margin-inline|margin-block|padding-inline|padding-block):|overflow:clip|\(width[<>]|(?<=[},])button[^{}]*\{[^}]*display:(?:inline-)?grid/g

interface Node {
  type: string
  [part: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value

const nameOf = (value: unknown) => (isNode(value) && value.type === 'Identifier' ? String(value.name) : '')

/** What a call or `new` asks of the browser that Chromium 80 lacks. */
function missingIn({ type, callee }: Node): string[] {
  if ((type !== 'CallExpression' && type !== 'NewExpression') || !isNode(callee)) return []
  const isMember = callee.type === 'MemberExpression'
  const name = nameOf(isMember ? callee.property : callee)
  return (isMember ? FUNCTIONS_UNKNOWN_TO_80 : GLOBALS_UNKNOWN_TO_80).has(name) ? [name] : []
}

/** The same of a whole program. Vue wraps array methods by their names: within its `at` it may call `at`. */
function missingBelow(node: Node, within: readonly string[] = []): string[] {
  const inner = node.type === 'Property' ? [...within, nameOf(node.key)] : within
  const below = Object.values(node).flatMap(value => (Array.isArray(value) ? value : [value]).filter(isNode))
  return [
    ...missingIn(node).filter(name => !within.includes(name)),
    ...below.flatMap(each => missingBelow(each, inner)),
  ]
}

describe('what is shipped runs in Chromium 80', () => {
  const assets = fs.readdirSync(path.join(dist, 'assets'))
  const read = (file: string) => fs.readFileSync(path.join(dist, 'assets', file), 'utf8')
  const scripts = assets.filter(file => file.endsWith('.js'))
  const styles = assets.filter(file => file.endsWith('.css'))

  it('every script, in its syntax and the functions that it calls', () => {
    expect(scripts.length).toBeGreaterThan(20)
    const missing = scripts.flatMap(file => {
      const program = parse(read(file), { ecmaVersion: 2020, sourceType: 'module' })
      return (isNode(program) ? missingBelow(program) : [file]).map(name => `${file}: ${name}`)
    })
    expect(missing).toEqual([])
  })

  it('every style, except within a question whether it is known', () => {
    expect(styles.length).toBeGreaterThan(5)
    const missing = styles.flatMap(file => {
      const plain = read(file).replace(/@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/g, '')
      return [...plain.matchAll(STYLES_UNKNOWN_TO_80)].map(([found]) => `${file}: ${found}`)
    })
    expect(missing).toEqual([])
  })

  it('and the start guard of both pages in any browser at all', () => {
    for (const page of ['index.html', 'portal/index.html']) {
      const html = fs.readFileSync(path.join(dist, page), 'utf8')
      const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script)
      expect(inline).toHaveLength(1)
      for (const script of inline) parse(script, { ecmaVersion: 5 })
      // it must be there before anything that can fail
      expect(html.indexOf('<script>')).toBeLessThan(html.indexOf('<link'))
    }
  })
})
