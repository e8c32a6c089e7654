import { describe, expect, it } from 'vitest'
import { aliasFaults, namedOrgId } from '../../../warehouse/orgs/aliases.ts'
import { aliasLine, parseAliasFile } from '../../../warehouse/orgs/aliasFile.ts'
import { orgKey } from '../../../warehouse/orgs/orgKey.ts'

const ORGS = new Map(
  [1, 2, 3].flatMap(system =>
    [1, 2].map(id => [`${system}${id}`, { system, fullName: `组织${system}${id}` }] as const),
  ),
)
const PRESENT = new Map([['21', '11']])
const faults = (...changes: [alias: string, canonical?: string][]) =>
  aliasFaults(
    changes.map(([org, canonical]) => ({
      org,
      named: org,
      note: '',
      place: '',
      ...(canonical ? { canonical } : {}),
    })),
    PRESENT,
    ORGS,
  )

describe('an alias', () => {
  it('stands for an organisation of another system', () => {
    expect(faults(['22', '12'], ['31', '11'], ['21'])).toEqual([])
    expect(faults(['12', '11'])).toEqual([expect.stringContaining('are of the same system 1')])
    expect(faults(['12', '12'])).toEqual([expect.stringContaining('cannot be an alias of itself')])
    expect(faults(['99', '12'], ['22', '98'])).toEqual([
      expect.stringContaining('no source has told of an organisation 99'),
      expect.stringContaining('no source has told of the canonical organisation 98'),
    ])
    expect(faults(['22'])).toEqual(['22 is no alias'])
  })

  it('makes no chain and no circle, also within one change', () => {
    expect(faults(['31', '21'])).toEqual([
      '组织21 (21) is an alias itself, of 组织11 (11): name that one as the canonical organisation',
    ])
    expect(faults(['11', '31'])).toEqual([
      expect.stringContaining('is the canonical organisation of 组织21 (21) and can be no alias'),
    ])
    expect(faults(['12', '22'], ['22', '12'])).toHaveLength(2)
    expect(faults(['22', '12'], ['22', '32'])).toEqual(['22 is named twice'])
    // moved over in one change
    expect(faults(['21', '31'], ['11', '31'])).toEqual([])
  })
})

describe('how an organisation is named', () => {
  it('is its system and its id there, or its id in the tree', () => {
    expect(namedOrgId('2:A-17')).toBe(orgKey(2, 'A-17'))
    expect(namedOrgId('18446744073709551615')).toBe('18446744073709551615')
    for (const wrong of ['', '0', 'root', '18446744073709551616', '-1', '团委'])
      expect(() => namedOrgId(wrong)).toThrow('is neither <number of the system>')
  })
})

describe('a file of aliases', () => {
  it('is read with remarks and quotes, and is what suggestions are written as', () => {
    const note = '同一组织, "原名"'
    const text = `\uFEFF# checked\r\nalias,canonical,note\r\n${aliasLine(['2:7', '11', note])}\r\n2:8,12\r\n`
    expect(parseAliasFile(text, 'a.csv')).toEqual([
      { org: orgKey(2, '7'), canonical: '11', named: '2:7', note, place: 'a.csv:3' },
      { org: orgKey(2, '8'), canonical: '12', named: '2:8', note: '', place: 'a.csv:4' },
    ])
  })

  it('names file and line of every fault', () => {
    expect(() => parseAliasFile('alias,canonical,note\n2:7\nx,12,\n2:8,12,a,b\n', 'a.csv')).toThrow(
      /a\.csv:2: 1 column instead of 3[\s\S]*a\.csv:3: "x" is neither[\s\S]*a\.csv:4: 4 columns instead of 3/,
    )
    expect(() => parseAliasFile('from,to\n', 'a.csv')).toThrow(
      'a.csv:1: the first line must be alias,canonical,note',
    )
  })
})
