import type { Bulletin, BulletinRow } from '../../../warehouse/bulletins/bulletin.ts'
import { figureText, figureWithUnit } from '../../../warehouse/contract/figureText.ts'
import type { FrozenSet } from '../../../warehouse/frozen/frozenSet.ts'
import { bulletinDocument } from '../bulletin/bulletinDocument.ts'
import type { IssueRequest, MailContent } from './builder.ts'
import { escapeHtml } from './escapeHtml.ts'

const TEXT = 'margin:0 0 10px;font-size:14px;line-height:24px'
const CELL = 'padding:6px 8px;border-bottom:1px solid #e5e7eb;font-size:13px;line-height:18px'
const HEAD = `${CELL};background:#f3f4f6;color:#4b5563;font-weight:600`
const OWN = 'background:#fef3c7;font-weight:600'
const OWN_MARK = '（本单位）'

/** The mail of a bulletin to one of the units that it names: its text, its table with the own line marked, the Word document. */
export async function bulletinMail(
  bulletin: Bulletin,
  set: FrozenSet,
  { recipient }: IssueRequest,
): Promise<MailContent> {
  const { title, name, org, columns, rows } = bulletin
  const own = rows.find(({ id }) => id === recipient.org)
  return {
    subject: `${org.name}${title}（${name}）`,
    figures: columns.flatMap(({ title: column, unit }, i) => {
      const cell = own?.cells[i]
      return cell ? [{ title: column, value: figureWithUnit(cell, unit) }] : []
    }),
    html: bulletinMailHtml(bulletin, recipient.org),
    text: bulletinMailText(bulletin, recipient.org),
    attachments: [
      { name: `${org.name}${title}（${name}）.docx`, bytes: await bulletinDocument(bulletin, set) },
    ],
  }
}

/** Sections of the body. Pure. */
export function bulletinMailHtml(bulletin: Bulletin, own: string): string {
  const { paragraphs, request, columns, rows, total } = bulletin
  const heads = ['名次', '单位', ...columns.map(({ title, unit }) => `${title}（${unit}）`)]
  const paragraph = (text: string) => `<p style="${TEXT}">${escapeHtml(text)}</p>`
  return [
    ...paragraphs.map(paragraph),
    paragraph(request),
    '<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:12px 0 0">',
    `<tr>${heads.map((text, i) => `<th align="${i > 1 ? 'right' : 'left'}" style="${HEAD}">${escapeHtml(text)}</th>`).join('')}</tr>`,
    ...[...rows, total].map(row => rowHtml(bulletin, row, row.id === own && row !== total)),
    '</table>',
  ].join('\n')
}

/** The same as plain text: of the table the own line alone. */
export function bulletinMailText(bulletin: Bulletin, own: string): string {
  const { paragraphs, request, columns, rows } = bulletin
  const row = rows.find(({ id }) => id === own)
  const line = row && [
    `${row.name}${OWN_MARK}${row.rank === null ? '' : `：第 ${row.rank} 名`}`,
    ...columns.flatMap(({ title, unit }, i) => {
      const cell = row.cells[i]
      return cell ? [`${title} ${figureWithUnit(cell, unit)}`] : []
    }),
  ]
  return [...paragraphs, request, ...(line ? [line.join('，')] : [])].join('\n\n')
}

function rowHtml({ columns }: Bulletin, { rank, name, isRed, cells }: BulletinRow, isOwn: boolean): string {
  const style = isOwn ? `${CELL};${OWN}` : CELL
  const marks = `${isOwn ? OWN_MARK : ''}${isRed ? '（通报）' : ''}`
  const figures = columns.map(({ unit }, i) => {
    const cell = cells[i]
    return `<td align="right" style="${style}">${escapeHtml(cell ? figureText(cell, unit) : '')}</td>`
  })
  return `<tr><td style="${style}">${rank ?? ''}</td><td style="${style}">${escapeHtml(`${name}${marks}`)}</td>${figures.join('')}</tr>`
}
