import kafkajs, { type Assignment, type PartitionAssigner } from 'kafkajs'
import type { TopicGroup } from '../port.ts'

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol

/** A member of the consumer group and the topics it subscribes to. */
export interface Member {
  id: string
  topics: readonly string[]
}

/**
 * Deals topic groups out to members, whole groups only: what feeds one log is read by one process. The same members
 * and groups give the same result, whatever their order. Topics without a partition list are left out.
 */
export function dealGroups(
  groups: readonly TopicGroup[],
  members: readonly Member[],
  partitions: ReadonlyMap<string, readonly number[]>,
): Map<string, Assignment> {
  const dealt = new Map<string, Assignment>(members.map(member => [member.id, {}]))
  const load = new Map<string, number>(members.map(member => [member.id, 0]))
  const present = groups
    .map(group => group.filter(topic => partitions.has(topic)).sort())
    .filter(group => group.length > 0)
    .sort((a, b) => compare(a.join('\n'), b.join('\n')))

  for (const group of present) {
    // a member that has not seen a new topic yet would be handed partitions that it does not read
    const fit = members.filter(member => group.every(topic => member.topics.includes(topic)))
    const [owner] = fit.sort((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0) || compare(a.id, b.id))
    if (!owner) continue
    load.set(owner.id, (load.get(owner.id) ?? 0) + 1)
    const assignment = dealt.get(owner.id) ?? {}
    for (const topic of group) assignment[topic] = [...(partitions.get(topic) ?? [])]
  }
  return dealt
}

/** Plain code-point order: the same on every machine, unlike a locale's. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The assigner for kafkajs. All members must know the same groups; the leader's list counts. */
export function createGroupAssigner(groups: readonly TopicGroup[]): PartitionAssigner {
  const name = 'TuanshuTopicGroups'
  const version = 0
  return ({ cluster }) => ({
    name,
    version,
    assign: async ({ members, topics }) => {
      const known = members.map(({ memberId, memberMetadata }) => ({
        id: memberId,
        topics: MemberMetadata.decode(memberMetadata)?.topics ?? [],
      }))
      const partitions = new Map(
        topics
          .map(
            topic =>
              [
                topic,
                cluster
                  .findTopicPartitionMetadata(topic)
                  .map(p => p.partitionId)
                  .sort((a, b) => a - b),
              ] as const,
          )
          .filter(([, ids]) => ids.length > 0),
      )
      return [...dealGroups(groups, known, partitions)].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({ version, assignment, userData: Buffer.alloc(0) }),
      }))
    },
    protocol: ({ topics }) => ({
      name,
      metadata: MemberMetadata.encode({ version, topics, userData: Buffer.alloc(0) }),
    }),
  })
}
