import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealGroups, type Member } from '../../../../ingest/source/kafka/assigner.ts'

const GROUPS = [['org'], ['member', 'transfer'], ['bill'], ['payment'], ['activity', 'signup', 'checkin']]
const TOPICS = GROUPS.flat()
const PARTITIONS = new Map(
  TOPICS.map((topic, i) => [topic, Array.from({ length: (i % 3) + 1 }, (_, p) => p)]),
)
const member = (id: string, topics = TOPICS): Member => ({ id, topics })

const someMembers = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })

test('every partition has one owner, groups stay whole, and no member has two groups more than another', () => {
  fc.assert(
    fc.property(someMembers, ids => {
      const dealt = [
        ...dealGroups(
          GROUPS,
          ids.map(id => member(id)),
          PARTITIONS,
        ).values(),
      ]
      expect(dealt.flatMap(assignment => Object.keys(assignment)).sort()).toEqual([...TOPICS].sort())
      const counts = dealt.map(assignment => {
        const whole = GROUPS.filter(group => group.every(topic => topic in assignment))
        expect(whole.flat().sort()).toEqual(Object.keys(assignment).sort())
        return whole.length
      })
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      for (const assignment of dealt)
        for (const [topic, partitions] of Object.entries(assignment))
          expect(partitions).toEqual(PARTITIONS.get(topic))
    }),
  )
})

test('the order of groups, topics and members does not matter', () => {
  const all = fc.shuffledSubarray(['a', 'b', 'c'], { minLength: 3 })
  const groups = fc.shuffledSubarray(GROUPS, { minLength: GROUPS.length })
  const straight = dealGroups(
    GROUPS,
    ['a', 'b', 'c'].map(id => member(id)),
    PARTITIONS,
  )
  fc.assert(
    fc.property(all, groups, (ids, shuffled) => {
      const dealt = dealGroups(
        shuffled.map(group => [...group].reverse()),
        ids.map(id => member(id)),
        PARTITIONS,
      )
      expect(Object.fromEntries(dealt)).toEqual(Object.fromEntries(straight))
    }),
  )
})

test('a group goes only to a member that subscribes to all of its topics', () => {
  const old = member(
    'a',
    TOPICS.filter(topic => topic !== 'checkin'),
  )
  const dealt = dealGroups(GROUPS, [old, member('b')], PARTITIONS)
  expect(dealt.get('a')).not.toHaveProperty('activity')
  expect(dealt.get('b')).toHaveProperty('checkin')
})

test('topics that do not exist are left out and do not hold up the rest of their group', () => {
  const present = new Map([...PARTITIONS].filter(([topic]) => topic !== 'signup' && topic !== 'org'))
  const [assignment] = dealGroups(GROUPS, [member('a')], present).values()
  expect(Object.keys(assignment ?? {}).sort()).toEqual(
    TOPICS.filter(topic => topic !== 'signup' && topic !== 'org').sort(),
  )
})
