import { describe, expect, it } from 'vitest'
import type { DemoState } from '../../../ingest/demo/demoState.ts'
import { countingRulesOf, demoSystems } from '../../../ingest/demo/demoSystems.ts'
import type { OutMessage } from '../../../ingest/demo/journal.ts'
import { TICK_MS } from '../../../ingest/demo/simulation.ts'
import type { MessageSink } from '../../../ingest/demo/sink.ts'
import { DemoStream, type HistoryStep } from '../../../ingest/demo/stream.ts'
import type { EntityName } from '../../../warehouse/catalogue/entities.ts'
import { countingSystem, parseCountingRules } from '../../../warehouse/orgs/countingRules.ts'
import { instant } from '../../support/province/simulated.ts'

const END = instant('2026-11-21 10:00:00')
const LIVE = END + 30_000
const TICKS = 200

const newState = (systems = 'guangdong'): DemoState => ({
  options: { systems, province: '460000', members: 300, months: 2, seed: 3, faults: 0, kafka: false },
  end: END,
  sent: {},
  sessions: [],
})
/** As a file would keep it. */
const saved = (state: DemoState): DemoState => JSON.parse(JSON.stringify(state))
const nothing = () => Promise.resolve()

class Kept implements MessageSink {
  readonly texts: string[] = []
  async send(_topic: string, messages: readonly OutMessage[]): Promise<void> {
    for (const message of messages) this.texts.push(`${message.key} ${message.value}`)
  }
  async close(): Promise<void> {}
}

async function live(stream: DemoStream, state: DemoState, ticks: number): Promise<void> {
  const session = { start: LIVE, rate: 40, ticks: 0 }
  state.sessions.push(session)
  await stream.resume(LIVE, new AbortController().signal)
  while (session.ticks < ticks) {
    session.ticks++
    stream.tick(LIVE + session.ticks * TICK_MS, session.rate)
    await stream.send()
  }
}

async function uninterrupted(): Promise<string[]> {
  const sink = new Kept()
  const state = newState()
  const stream = new DemoStream(state, sink)
  await stream.catchUp(new AbortController().signal, nothing)
  await live(stream, state, TICKS)
  return sink.texts
}

it('runs live at the rate that was asked for', async () => {
  const sink = new Kept()
  const state = newState()
  const stream = new DemoStream(state, sink)
  await stream.catchUp(new AbortController().signal, nothing)
  const before = sink.texts.length
  await live(stream, state, TICKS)
  const rate = ((sink.texts.length - before) * 1000) / (TICKS * TICK_MS)
  expect(rate).toBeGreaterThan(36)
  expect(rate).toBeLessThan(44)
})

it('goes on after being stopped in the history as if it had not been', async () => {
  const sink = new Kept()
  const state = newState()
  const stopping = new AbortController()
  await new DemoStream(state, sink).catchUp(stopping.signal, async ({ messages }) => {
    if (messages > 1_000) stopping.abort()
  })
  const again = saved(state)
  const stream = new DemoStream(again, sink)
  await stream.catchUp(new AbortController().signal, nothing)
  await live(stream, again, TICKS)
  expect(sink.texts).toEqual(await uninterrupted())
})

it('goes on after a crash: what was sent and not noted is sent again as it was', async () => {
  const sink = new Kept()
  const state = newState()
  const stream = new DemoStream(state, sink)
  await stream.catchUp(new AbortController().signal, nothing)
  await live(stream, state, TICKS / 4)
  const noted = saved(state).sent
  const notedAt = sink.texts.length
  await live(stream, state, TICKS / 4)
  // the steps are noted before they are sent, the messages only now and then
  const again = { ...saved(state), sent: noted }
  const before = sink.texts.length
  const next = new DemoStream(again, sink)
  await next.catchUp(new AbortController().signal, nothing)
  const repeated = sink.texts.slice(before)
  expect(repeated.length).toBeGreaterThan(100)
  // one topic goes after the other, so the order between topics depends on the batches
  expect(repeated.sort()).toEqual(sink.texts.slice(notedAt, before).sort())
})

describe('several systems', () => {
  const load = async () => {
    const messages: { topic: string; text: string }[] = []
    const sink: MessageSink = {
      send: async (topic, some) => {
        for (const { key, value } of some) messages.push({ topic, text: `${key} ${value}` })
      },
      close: nothing,
    }
    const state = newState('guangdong,gongqingyun,national')
    state.options.members = 1_500
    let told: HistoryStep['systems'] = []
    await new DemoStream(state, sink).catchUp(new AbortController().signal, async ({ systems }) => {
      told = systems
    })
    return { messages, told, state }
  }
  const textsOf = (messages: { topic: string; text: string }[], topic: string, pattern: RegExp) =>
    new Set(
      messages
        .filter(message => message.topic === topic)
        .flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found = '']) => found)),
    )

  it('tell of one province, each of its part, the same every time', { timeout: 20_000 }, async () => {
    const { messages, told, state } = await load()
    expect((await load()).messages).toEqual(messages)
    expect(told.map(({ name }) => name)).toEqual(['guangdong', 'gongqingyun', 'national'])
    expect(Object.fromEntries(told.map(one => [one.name, one.messages]))).toEqual(state.sent)
    const persons = {
      guangdong: textsOf(messages, 'gd.zhtj.tb_member', /"id_card_no":"(\w+)"/g),
      national: textsOf(messages, 'national.ZHTJ.T_MEMBER', /"ID_NO":"(\w+)"/g),
    }
    expect(persons.national.size).toBeLessThan(persons.guangdong.size / 4)
    const both = [...persons.national].filter(person => persons.guangdong.has(person))
    expect(both.length).toBeGreaterThan(20)
    expect(both.length).toBeLessThan(persons.national.size)
    const orgs = textsOf(messages, 'gd.zhtj.tb_org', /"org_full_name":"([^"]+)"/g)
    const same = [...textsOf(messages, 'national.ZHTJ.T_ORG', /"ORG_FULL_NAME":"([^"]+)"/g)].filter(name =>
      orgs.has(name),
    )
    expect(same).toContain('共青团海口市委员会')
  })

  it('count once: for each entity the first that has a table for it', () => {
    const rules = parseCountingRules(
      countingRulesOf(demoSystems('jiangsu,guangdong,gongqingyun')),
      'rules.csv',
    )
    const systemOf = (entity: EntityName) => countingSystem(rules, entity, '460100')
    const each: EntityName[] = ['member', 'youth_home', 'follow']
    expect(each.map(systemOf)).toEqual([1, 5, 3])
    expect(() => demoSystems('guangdong,atlantis')).toThrow(/--systems: there is no system "atlantis"/)
    expect(demoSystems('all')).toEqual(['guangdong', 'gongqingyun', 'national', 'shanxi', 'jiangsu'])
  })
})
