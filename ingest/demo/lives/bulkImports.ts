import { dayOf } from '../../../warehouse/platform/time/day.ts'
import type { Life } from '../life.ts'
import { HOUR, MINUTE, type Model } from '../model.ts'
import type { Org } from '../org.ts'

/** Uploads on a day, for each organisation of the province. */
const UPLOADS = 0.0004
/** Uploads in which every row is good, and those that cannot be read at all. */
const CLEAN = 0.5
const UNREADABLE = 0.03
/** Rows of an upload that are refused, at most. */
const MOST_REFUSED = 12
/** Uploads that are mended and uploaded once more. */
const MENDED = 0.7

/** 批量导入: uploaded, validated, loaded as a whole or in part; each refused row with its reason, mended and uploaded again. */
export const BULK_IMPORTS: Life = {
  name: 'bulk imports',
  day(model, today) {
    if (!model.has('import_batch')) return
    const random = model.randomOf(BULK_IMPORTS)
    const { orgs } = model.world
    for (let n = random.around(Math.max(orgs.length * UPLOADS, 0.1)); n > 0; n--) {
      const org = pickUploader(model)
      const kind = random.weighted({ org: 15, member: 45, cadre: 20, award: 15, punishment: 5 })
      if (org)
        model.plan(model.within(today.day, 8, 20, random), () =>
          upload(model, org, kind, random.between(5, 200)),
        )
    }
  },
}

type Kind = 'org' | 'member' | 'cadre' | 'award' | 'punishment'

/** Whoever has organisations below itself. */
function pickUploader(model: Model): Org | undefined {
  const random = model.randomOf(BULK_IMPORTS)
  for (let i = 0; i < 8; i++) {
    const org = random.pick(model.world.orgs)
    const above = org?.row.type === 'branch' ? org.parent : org
    if (above && above.row.status === 'active' && !above.row.isDeleted && !model.unannounced.has(above))
      return above
  }
  return undefined
}

function upload(model: Model, org: Org, kind: Kind, rows: number): void {
  const random = model.randomOf(BULK_IMPORTS)
  const uploaded = dayOf(model.now)
  const batch = model.record('import_batch', {
    org_id: org.row.id,
    kind,
    status: 'uploaded',
    uploaded_on: uploaded,
    rows_total: rows,
    rows_ok: 0,
    rows_failed: 0,
  })
  const fate = random.next()
  if (fate < UNREADABLE) {
    model.plan(model.now + MINUTE, () => model.amend(batch, { status: 'failed', rows_failed: rows }))
    return
  }
  const failed = fate < UNREADABLE + CLEAN ? 0 : Math.min(rows, random.between(1, MOST_REFUSED))
  model.plan(model.now + random.between(1, 30) * MINUTE, () => {
    model.amend(batch, {
      status: failed === 0 ? 'loaded' : 'partly_loaded',
      rows_ok: rows - failed,
      rows_failed: failed,
    })
    if (model.has('import_row'))
      for (let i = 0; i < failed; i++)
        model.record('import_row', {
          org_id: org.row.id,
          batch_id: batch.id,
          fail_code: random.weighted({
            missing_field: 30,
            duplicate: 22,
            wrong_format: 18,
            unknown_org: 10,
            identity_failed: 14,
            other: 6,
          }),
          imported_on: dayOf(model.now),
        })
    if (failed > 0 && random.chance(MENDED))
      model.plan(model.now + random.between(1, 40) * HOUR, () => upload(model, org, kind, failed))
  })
}
