import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeReportWorkbook } from '../../jobs/delivery/workbook/reportWorkbook.ts'
import type { AnswerRow } from '../../warehouse/reports/answer.ts'
import { SAMPLE_NOW, sampleReport } from '../support/delivery/sampleReports.ts'
import { temporaryDir } from '../support/warehouse.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Prints the seconds and the peak resident memory that a workbook of this many styled rows takes, in a process of its own
 * that does nothing else; the loading of the program is part of both.
 */
export async function benchExport({ rows }: { rows: number }): Promise<void> {
  const { dir, remove } = temporaryDir()
  const file = path.join(dir, 'export.xlsx')
  try {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(import.meta.url), String(rows), file],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text
    })
    const code = await new Promise(resolve => child.on('close', resolve))
    if (code !== 0) throw new Error(`the export ended with exit code ${code}`)
    const { seconds, resident, columns } = JSON.parse(said)
    const megabytes = fs.statSync(file).size / 2 ** 20
    process.stdout.write(
      `${rows.toLocaleString('en')} rows × ${columns} columns: ${seconds.toFixed(1)} s, peak ${(resident / 1024).toFixed(0)} MB resident, file ${megabytes.toFixed(1)} MB\n`,
    )
  } finally {
    remove()
  }
}

/** The child: rows are made as they are written, as they would come from a query. */
async function writeRows(count: number, file: string): Promise<void> {
  const sample = sampleReport('dues_collection')
  // number, name, eight figures and changes, id
  const columns = sample.columns.slice(0, 5)
  const pattern = sample.rows.map(row => ({ ...row, cells: row.cells.slice(0, 5) }))
  const answer = { ...sample, columns: columns.map(column => ({ ...column, addsUp: false })) }
  const began = performance.now()
  await writeReportWorkbook(answer, { account: 'bench', now: SAMPLE_NOW }, fs.createWriteStream(file), {
    rows: {
      count,
      read: function* (): Iterable<AnswerRow> {
        for (let i = 0; i < count; i++) {
          const row = pattern[i % pattern.length]
          if (row) yield { ...row, id: String(1_000_000_000_000 + i), name: `${row.name}第${i}支部` }
        }
      },
    },
  })
  const seconds = (performance.now() - began) / 1_000
  process.stdout.write(
    JSON.stringify({
      seconds,
      resident: process.resourceUsage().maxRSS,
      columns: 3 + columns.length + columns.flatMap(each => each.compare).length,
    }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeRows(Number(process.argv[2]), process.argv[3] ?? '')
