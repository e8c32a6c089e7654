import { createHash, createHmac, createSecretKey } from 'node:crypto'
import { first64, orgKey } from '../../warehouse/orgs/orgKey.ts'
import { identityNumber, personalNumber } from './identityNumber.ts'

export { orgKey }

/** Entries kept; a province has about 300,000 organisations. */
const ORGS_KEPT = 500_000

/** The 64-bit keys that stand for source ids and persons. */
export interface Pseudonyms {
  /** Key of an organisation in `dim_org`: a hash of system and source id, no secret. */
  org(system: number, id: string): string
  /**
   * Key of a person: HMAC of the identity number, in one way of writing, under a key that never enters the database.
   * Undefined for text that is no identity number.
   */
  person(number: string): string | undefined
  /** The same for another number of a person; undefined for text that is none. */
  personal(number: string): string | undefined
  /** Key of a source row whose own key is text. */
  row(key: string): string
}

export function createPseudonyms(personKey: Buffer): Pseudonyms {
  const orgs = new Map<string, string>()
  const key = createSecretKey(personKey)
  const pseudonym = (number: string | undefined) =>
    number === undefined ? undefined : first64(createHmac('sha256', key).update(number).digest())
  return {
    org(system, id) {
      const name = `${system}/${id}`
      const known = orgs.get(name)
      if (known !== undefined) return known
      if (orgs.size >= ORGS_KEPT) orgs.clear()
      const made = orgKey(system, id)
      orgs.set(name, made)
      return made
    },
    person: number => pseudonym(identityNumber(number)),
    personal: number => pseudonym(personalNumber(number)),
    row: key => first64(createHash('sha256').update(key).digest()),
  }
}
