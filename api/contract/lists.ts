import type { ListAnswer } from '../../warehouse/lists/list.ts'

/** GET /api/changes/:metric?org=&grain=&day=&span=&part=&by=&item=&basis=&against= → ChangeAnswer. */
export type { ChangeAnswer, ContributionRow } from '../../warehouse/lists/change.ts'
export type { ListAnswer, ListColumn, ListRow } from '../../warehouse/lists/list.ts'

/** GET /api/lists/:metric?org=&grain=&day=&span=&part=&by=&item=&own=&basis=&sort=&order=&page= → one page of a list. */
export interface ListPage extends ListAnswer {
  /** From 1. */
  page: number
  pages: number
}
