/** GET /api/orgs/:id; of the whole instance, `root`, `fullName` is `''`. */
export interface OrgAnswer {
  org: OrgInfo
  /** From the top of the account's scope down to the parent. */
  parents: OrgInfo[]
  /** The active ones, then those that are deregistered or merged: answers by children can have rows of them too. */
  children: OrgInfo[]
}

/** GET /api/orgs?search= → {orgs} */
export interface OrgInfo {
  id: string
  fullName: string
  shortName: string
  /** `branch` has no children. */
  type: string
  regionCode: string
  status: string
  level: number
}
