import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

/** The built page of Guangdong; the tests' set-up builds it. */
const dist = path.resolve('dashboard/dist')

describe('what is shipped', () => {
  const assets = fs.readdirSync(path.join(dist, 'assets'))
  const packed = (name: RegExp) =>
    assets
      .filter(file => name.test(file))
      .map(file => gzipSync(fs.readFileSync(path.join(dist, 'assets', file))).length)
      .reduce((sum, size) => sum + size, 0)

  it('is at most 320 kB of script and 70 kB of province map, packed', () => {
    expect(packed(/\.js$/)).toBeGreaterThan(50_000)
    expect(packed(/\.js$/)).toBeLessThanOrEqual(320_000)
    expect(packed(/^440000-.*\.json$/)).toBeGreaterThan(10_000)
    expect(packed(/^440000-.*\.json$/)).toBeLessThanOrEqual(70_000)
  })

  it('are the maps of the built province only', () => {
    const codes = assets.filter(file => file.endsWith('.json')).map(file => file.slice(0, 2))
    expect(codes.length).toBe(20)
    expect(new Set(codes)).toEqual(new Set(['44']))
  })
})
