import { describe, expect, it } from 'vitest'
import { audit, type Books, type Entry } from './books.ts'

/** Message 0 and its copy, a tombstone, an unreadable one: everything in its place. */
function sound(): Omit<Books, 'versions'> & { versions: Map<string, Map<number, number>> } {
  return {
    copies: [2, 1, 1],
    sent: new Map<string, Entry[]>([
      [
        't/0',
        [
          { number: 0, kind: 'change' },
          { number: 0, kind: 'change' },
          { number: 1, kind: 'nothing' },
        ],
      ],
      ['t/1', [{ number: 2, kind: 'poison' }]],
    ]),
    versions: new Map([['t/0', new Map([0, 1].map(offset => [offset, 1]))]]),
    changes: new Map([['t/0', new Map([0, 1].map(offset => [offset, 1]))]]),
    letters: new Map([['t/1', new Map([[0, 1]])]]),
  }
}

describe('audit', () => {
  it('finds nothing where everything is in its place', () => {
    expect(audit(sound())).toEqual({ lost: 0, doubled: 0, lines: [] })
  })

  it('finds a change that is missing in its log', () => {
    const books = sound()
    books.versions.get('t/0')?.delete(1)
    expect(audit(books)).toMatchObject({ lost: 1, doubled: 0 })
    expect(audit(books).lines).toEqual(['message 0 (t/0, offset 1, change) in its log: 0 times, expected 1'])
  })

  it('finds a change that is in its log twice', () => {
    const books = sound()
    books.versions.get('t/0')?.set(0, 2)
    expect(audit(books)).toMatchObject({ lost: 0, doubled: 1 })
  })

  it('finds a message that the broker has lost or holds too often', () => {
    expect(audit({ ...sound(), copies: [3, 1, 1] })).toMatchObject({ lost: 1, doubled: 0 })
    expect(audit({ ...sound(), copies: [1, 1, 1] })).toMatchObject({ lost: 0, doubled: 1 })
  })

  it('finds an unreadable message that is in no dead letter', () => {
    expect(audit({ ...sound(), letters: new Map() })).toMatchObject({ lost: 1, doubled: 0 })
  })

  it('finds a readable message among the dead letters', () => {
    const letters = new Map([...sound().letters, ['t/0', new Map([[0, 1]])]])
    expect(audit({ ...sound(), letters })).toMatchObject({ lost: 0, doubled: 1 })
  })

  it('finds a row that stems from a tombstone or from nothing that was sent', () => {
    const books = sound()
    books.versions.get('t/0')?.set(2, 1)
    books.versions.get('t/0')?.set(9, 1)
    expect(audit(books)).toMatchObject({ lost: 0, doubled: 2 })
    const elsewhere = sound()
    elsewhere.versions.set('t/7', new Map([[0, 1]]))
    expect(audit(elsewhere)).toMatchObject({ lost: 0, doubled: 1 })
  })
})
