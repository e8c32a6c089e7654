import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeConfig } from '../warehouse/platform/config.ts'

const readme = fs.readFileSync('README.md', 'utf8')
const { scripts } = JSON.parse(fs.readFileSync('package.json', 'utf8'))

describe('the README', () => {
  it('lists every setting with its default', () => {
    const [, table = ''] = /<!-- settings -->([\s\S]*?)<!-- \/settings -->/.exec(readme) ?? []
    const rows = [...table.matchAll(/^\| `(\w+)`\s*\|([^|]*)\|/gm)].map(([, name, fallback]) => [
      name,
      fallback?.replaceAll('`', '').trim(),
    ])
    expect(rows).toEqual(describeConfig().map(({ name, fallback }) => [name, fallback || '—']))
  })

  it('names only commands that there are', () => {
    expect(commandsOf(readme)).toContain('demo')
    expect(commandsOf(readme).filter(isUnknown)).toEqual([])
    expect(commandsOf('`npm run demo -- --rate 10`, `npm run dmeo`').filter(isUnknown)).toEqual(['dmeo'])
  })
})

function commandsOf(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
}

function isUnknown(command: string): boolean {
  return !Object.hasOwn(scripts, command)
}
