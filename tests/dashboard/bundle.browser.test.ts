import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
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

  it('of the wall is at most 320 kB of script and 70 kB of province map, packed', () => {
    const { scripts } = graphOf(['index.html'], true)
    expect(packed(scripts)).toBeGreaterThan(50_000)
    expect(packed(scripts)).toBeLessThanOrEqual(320_000)
    const map = assets.filter(file => /^440000-.*\.json$/.test(file)).map(file => `assets/${file}`)
    expect(packed(map)).toBeGreaterThan(10_000)
    expect(packed(map)).toBeLessThanOrEqual(70_000)
  })

  it('of the portal is at most 240 kB before the charts of a report, 450 kB with them, packed', () => {
    const page = ['reports/index.html', 'reports/pages/ReportPage.vue']
    const first = graphOf(page, false)
    expect(packed([...first.scripts, ...first.styles])).toBeGreaterThan(80_000)
    expect(packed([...first.scripts, ...first.styles])).toBeLessThanOrEqual(240_000)
    const whole = graphOf([...page, 'reports/report/ReportCharts.vue'], false)
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
      const file = manifest[`reports/pages/${page}.vue`]?.file
      expect(file).toBeDefined()
      expect(wall).not.toContain(file)
    }
    const sources = wall.map(file => fs.readFileSync(path.join(dist, file), 'utf8')).join('\n')
    expect(sources).not.toMatch(/el-dialog|el-drawer/)
  })
})
