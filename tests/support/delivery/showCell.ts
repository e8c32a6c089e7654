/** A number as a spreadsheet shows it in one of the number formats that the workbooks use. */
export function showCell(value: number, format: string): string {
  const sections = format.split(';')
  const first = sections[0] ?? ''
  const chosen = first.startsWith('[')
    ? sections.find(section => meets(value, section))
    : sections[value < 0 && sections.length > 1 ? 1 : 0]
  return fill(Math.abs(value), (chosen ?? '').replace(/^\[[^\]]*\]/, ''))
}

function meets(value: number, section: string): boolean {
  const [, sign, limit] = /^\[([<>])=(-?[\d.]+)\]/.exec(section) ?? []
  if (!sign) return true
  return sign === '>' ? value >= Number(limit) : value <= Number(limit)
}

function fill(size: number, section: string): string {
  return section.replace(
    /"([^"]*)"|#,##0(?:\.(0+))?(%?)/g,
    (_, text: string | undefined, decimals = '', percent = '') => {
      if (text !== undefined) return text
      // spreadsheets round the decimal digits that they show, fifteen of them
      const number = Number((percent ? size * 100 : size).toPrecision(12))
      return `${number.toLocaleString('en-US', { minimumFractionDigits: decimals.length, maximumFractionDigits: decimals.length })}${percent}`
    },
  )
}
