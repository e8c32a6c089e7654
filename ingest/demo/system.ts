import type { EntityName } from '../../warehouse/catalogue/entities.ts'
import { loadMappings } from '../mapping/load.ts'
import { CANAL } from './canal.ts'
import { DEBEZIUM_MYSQL, DEBEZIUM_POSTGRES } from './debezium.ts'
import type { Dialect } from './dialect.ts'
import type { Fact, FactValues } from './facts.ts'
import { GOLDEN_GATE } from './goldenGate.ts'
import { guidOf, isGuidColumn } from './guid.ts'
import { MAXWELL } from './maxwell.ts'
import type {
  ActivityRow,
  BillRow,
  CheckinRow,
  MemberRow,
  OrgRow,
  PaymentRow,
  Row,
  SignupRow,
} from './rows.ts'
import { canSay, sourceTable } from './sourceTables.ts'
import type { Table } from './table.ts'
import { ACTIVITY, CHECKIN, SIGNUP } from './tables/activities.ts'
import { BILL, PAYMENT } from './tables/dues.ts'
import { MEMBER } from './tables/member.ts'
import { ORG } from './tables/org.ts'

/** A source system as the simulator writes it: its tables and how its capture tool writes changes. */
export interface SimulatedSystem {
  name: string
  /** Its number in the warehouse. */
  number: number
  /** How the source spells the id of an organisation of the model. */
  orgText(id: string): string
  dialect: Dialect
  /** Every topic that it may write, that of the organisations first. */
  topics: readonly string[]
  org: Table<OrgRow>
  /** The tables below are undefined where the system has none. */
  member: Table<MemberRow> | undefined
  bill: Table<BillRow> | undefined
  payment: Table<PaymentRow> | undefined
  activity: Table<ActivityRow> | undefined
  signup: Table<SignupRow> | undefined
  checkin: Table<CheckinRow> | undefined
  /** The table for a fact: of several that feed one log the one that has codes for what it says. */
  tableOf(entity: EntityName, values: FactValues): Table<Fact> | undefined
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  guangdong: DEBEZIUM_MYSQL,
  shanxi: CANAL,
  jiangsu: MAXWELL,
  national: GOLDEN_GATE,
  gongqingyun: DEBEZIUM_POSTGRES,
}

/** The system of a name, out of its mappings; throws where the simulator cannot write its messages. */
export function simulatedSystem(name: string): SimulatedSystem {
  const dialect = DIALECTS[name]
  if (!dialect)
    throw new Error(`the simulator cannot write system ${name}; it can ${Object.keys(DIALECTS).join(', ')}`)
  const mappings = loadMappings([name])
  const facts = mappings.all.map(mapping => ({
    mapping,
    table: sourceTable<Fact>(
      mapping,
      row => row.values,
      row => row.isDeleted,
    ),
  }))
  /** The system's own table of rows that the model keeps column by column. */
  const like = <R extends Row>(model: Table<R>): Table<R> | undefined => {
    if (name === 'guangdong') return model
    const mapping = mappings.all.find(one => one.entity === model.entity)
    const says = (row: R) => ({ ...model.state(row), ...model.more?.(row) })
    return mapping && sourceTable<R>(mapping, says, row => model.isGone?.(row) ?? false)
  }
  const org = like(ORG)
  const [found] = mappings.systems
  if (!org || !found) throw new Error(`system ${name} has no organisations`)
  const hasGuids = org.key.some(isGuidColumn)
  return {
    name,
    number: found.id,
    orgText: id => (hasGuids ? guidOf(id) : id),
    dialect,
    topics: [...new Set([org.topic, ...mappings.topics])],
    org,
    member: like(MEMBER),
    bill: like(BILL),
    payment: like(PAYMENT),
    activity: like(ACTIVITY),
    signup: like(SIGNUP),
    checkin: like(CHECKIN),
    tableOf: (entity, values) => {
      const own = facts.filter(({ mapping }) => mapping.entity === entity)
      return (own.find(({ mapping }) => canSay(mapping, values)) ?? own[0])?.table
    },
  }
}
