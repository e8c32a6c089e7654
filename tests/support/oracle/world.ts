import type { State } from '../../../ingest/demo/table.ts'
import type { EntityName } from '../../../warehouse/catalogue/entities.ts'
import type { Truth } from '../province/truth.ts'
import type { TruthTree } from '../province/truthTree.ts'
import type { OracleAsk } from './oracle.ts'

/** A row with its id at the source. */
export type OracleRow = State & { readonly id: string }

/**
 * The simulated province as an oracle sees it: every row as its system has it, and the tree of organisations. Days are days
 * since 1970, instants seconds, money fen. `place` is the field with the organisation that a row stands at.
 */
export class OracleWorld {
  private readonly stocks = new Map<string, readonly OracleRow[]>()
  private readonly known = new Map<EntityName, readonly OracleRow[]>()

  constructor(private readonly truth: Truth) {}

  /** The tree of organisations at the end of a day. */
  tree(day: number): TruthTree {
    return this.truth.treeOn(day)
  }

  /** Whether an organisation stands in the subtree asked about, itself included. */
  isIn(ask: OracleAsk, org: unknown): boolean {
    return ask.org === 'root' || this.tree(ask.treeDay).pathOf(String(org)).includes(ask.org)
  }

  /** The rows that count at the end of the period, in the subtree asked about. */
  stock(entity: EntityName, ask: OracleAsk, place = 'org_id'): OracleRow[] {
    return this.stockOn(entity, ask.to).filter(row => this.isIn(ask, row[place]))
  }

  /** The rows that count at the end of a day, everywhere. */
  stockOn(entity: EntityName, day: number): readonly OracleRow[] {
    const key = `${entity} ${day}`
    let rows = this.stocks.get(key)
    if (!rows) {
      rows = [...this.truth.statesOn(entity, day)].map(([id, state]) => ({ ...state, id }))
      this.stocks.set(key, rows)
    }
    return rows
  }

  /** The rows as they are known now, in the subtree asked about, whenever they were made. */
  facts(entity: EntityName, ask: OracleAsk, place = 'org_id'): OracleRow[] {
    return this.allFacts(entity).filter(row => this.isIn(ask, row[place]))
  }

  /** The rows as they are known now, everywhere. */
  allFacts(entity: EntityName): readonly OracleRow[] {
    let rows = this.known.get(entity)
    if (!rows) {
      rows = this.truth.lastRows(entity)
      this.known.set(entity, rows)
    }
    return rows
  }

  /** The facts of the period: those whose day lies in it. */
  within(entity: EntityName, field: string, ask: OracleAsk, place = 'org_id'): OracleRow[] {
    return this.facts(entity, ask, place).filter(row => {
      const day = Number(row[field])
      return day >= ask.from && day <= ask.to
    })
  }

  /** When rows that counted no longer did, though they are still there: the day, the row from then on. */
  endings(entity: EntityName): { day: number; row: State }[] {
    return this.truth.endings(entity)
  }

  /** When rows that ever counted did so for the first time, as known now: the day, the row then. */
  beginnings(entity: EntityName): { day: number; isKnown: boolean; row: State }[] {
    return this.truth.beginnings(entity)
  }
}
