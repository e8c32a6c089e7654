import { AUDIT_ACTION_TITLES } from '../../../warehouse/contract/auditAction.ts'
import type { AuditEntry } from '../../../warehouse/control/accounts/audit.ts'
import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import { safeText } from './cellValue.ts'
import { workbookBytes } from './digitsAsText.ts'
import { newWorkbook } from './newWorkbook.ts'
import { type Stamp, stampInWords } from './reportWords.ts'
import { heightOf, mergedRow, type PlannedCell, type SheetPlan } from './sheetPlan.ts'
import { writeSheet } from './writeSheet.ts'

const HEADINGS = ['序号', '时刻', '账号', '操作', '组织', '内容', '来源地址']
const WIDTHS = [8, 20, 18, 16, 26, 60, 18]
const WIDTH = WIDTHS.reduce((sum, width) => sum + width, 0)
const DETAIL_WIDTH = 60
const HEAD_ROWS = 3

/** A deed with the name of the organisation that it is about. */
export interface ListedDeed extends AuditEntry {
  orgName: string
}

/** The audit as a list, newest first; `isCut`: there are more than it holds. */
export async function writeAuditWorkbook(
  title: string,
  { deeds, isCut }: { deeds: readonly ListedDeed[]; isCut: boolean },
  stamp: Stamp,
): Promise<Buffer> {
  const workbook = await newWorkbook(stamp.now)
  await writeSheet(workbook, planAuditSheet(title, { deeds, isCut }, stamp))
  return workbookBytes(workbook)
}

/** Pure. */
export function planAuditSheet(
  title: string,
  { deeds, isCut }: { deeds: readonly ListedDeed[]; isCut: boolean },
  stamp: Stamp,
): SheetPlan {
  const columns = HEADINGS.length
  const text = (shown: string): PlannedCell => ({ value: safeText(shown), style: 'text' })
  const note = isCut
    ? `只列最近 ${deeds.length} 条，请按时间、账号或操作缩小范围。`
    : `共 ${deeds.length} 条。`
  return {
    name: '审计记录',
    widths: WIDTHS,
    frozen: { rows: HEAD_ROWS, columns: 2 },
    print: {
      columns,
      repeat: [HEAD_ROWS, HEAD_ROWS],
      orientation: 'landscape',
      isOnePage: false,
      header: [title, stampInWords(stamp)],
      footer: '',
    },
    pictures: [],
    rows: [
      mergedRow(safeText(title), 'title', columns, WIDTH, 34),
      mergedRow(safeText(stampInWords(stamp)), 'stamp', columns, WIDTH, 16),
      { cells: HEADINGS.map((value): PlannedCell => ({ value, style: 'group' })), height: 22 },
      ...deeds.map((deed, i) => ({
        cells: [
          { value: i + 1, style: 'index', format: '0' } as const,
          text(formatInstant(deed.at).slice(0, 19)),
          text(deed.login || '—'),
          text(AUDIT_ACTION_TITLES[deed.action]),
          text(deed.orgName || '—'),
          text(deed.detail),
          text(deed.address || '—'),
        ],
        height: Math.max(18, heightOf(deed.detail, DETAIL_WIDTH, 14)),
      })),
      mergedRow(note, 'note', columns, WIDTH, heightOf(note, WIDTH, 14)),
    ],
  }
}
