import type { Workbook, Worksheet } from 'exceljs'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

/**
 * Ids are text though they are all digits, and Excel puts a green triangle on each such cell. With this a sheet says of all
 * its cells that it is meant; the library cannot write the element, which stands behind the page breaks.
 */
const MEANT = '<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'

/**
 * Says it in a sheet that is streamed, before that is committed; in one that is kept in memory nothing happens. Throws when
 * the library no longer writes a sheet in the parts that it did.
 */
export function meanDigits(sheet: Worksheet): void {
  const stream: unknown = Reflect.get(sheet, 'stream')
  if (typeof stream !== 'object' || stream === null) return
  const [writeBreaks, write]: unknown[] = [
    Reflect.get(sheet, '_writeRowBreaks'),
    Reflect.get(stream, 'write'),
  ]
  if (typeof writeBreaks !== 'function' || typeof write !== 'function')
    throw new Error('a streamed sheet no longer writes its page breaks by themselves')
  Reflect.set(sheet, '_writeRowBreaks', () => {
    Reflect.apply(writeBreaks, sheet, [])
    Reflect.apply(write, stream, [MEANT])
  })
}

// what stands behind it in a sheet
const BEHIND = /<(?:drawing|legacyDrawing|picture|tableParts)\b|<\/worksheet>/

/** A workbook that is kept in memory as a file, which says it too. */
export async function workbookBytes(workbook: Workbook): Promise<Buffer> {
  const files = unzipSync(new Uint8Array(await workbook.xlsx.writeBuffer()))
  for (const [name, bytes] of Object.entries(files))
    if (/^xl\/worksheets\/[^/]+\.xml$/.test(name))
      files[name] = strToU8(strFromU8(bytes).replace(BEHIND, end => `${MEANT}${end}`))
  return Buffer.from(zipSync(files, { mtime: workbook.modified }))
}
