import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Worksheet } from 'exceljs'
import type { Stamp } from './reportWords.ts'
import type { SheetPlan } from './sheetPlan.ts'
import { sheetTaken } from './sheetSink.ts'
import { writeSheet } from './writeSheet.ts'

/** Rows between two looks at the output: about 150 kB of XML, so that what waits to be compressed stays small. */
const ROWS_AT_ONCE = 250

export interface StreamOptions {
  /** Called between rows; throws to stop. */
  onRows?(rows: number): void
  signal?: AbortSignal
}

/**
 * Streams sheets as a workbook into `output`, and ends it. Memory does not depend on the number of rows: they are handed over as
 * they come, and the output's pace is waited for. Rejects with what the output or the plan of a sheet failed of, or when `signal`
 * aborts; the output is destroyed then.
 */
export async function streamWorkbook(
  plans: Iterable<SheetPlan>,
  stamp: Stamp,
  output: Writable,
  { onRows, signal }: StreamOptions = {},
): Promise<void> {
  const done = finished(output, signal ? { signal } : {})
  const failed = done.then(() => undefined)
  // it is awaited below in any case
  failed.catch(() => {})
  // with the first workbook, as in newWorkbook.ts
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: output,
    useStyles: true,
    useSharedStrings: false,
    zip: { zlib: { level: 3 } },
  })
  workbook.created = new Date(stamp.now)
  workbook.modified = workbook.created
  workbook.creator = '团数'
  workbook.lastModifiedBy = stamp.account
  const pause = async (rows: number, sheet: Worksheet): Promise<void> => {
    if (rows % ROWS_AT_ONCE !== 0) return
    onRows?.(rows)
    signal?.throwIfAborted()
    // the compression waits for the output in its turn
    await sheetTaken(sheet, failed)
  }
  try {
    for (const plan of plans) await writeSheet(workbook, plan, pause)
    // the library's own promise never settles when the output fails
    await Promise.race([workbook.commit(), failed])
    await done
  } catch (error) {
    // closed, so that whoever deletes the file does not do it before it is there
    if (!output.destroy().closed) await new Promise(resolve => output.once('close', resolve))
    throw signal?.aborted ? signal.reason : error
  }
}
