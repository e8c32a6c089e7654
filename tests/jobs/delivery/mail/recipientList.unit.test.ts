import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { parseRecipientList, readRecipientList } from '../../../../jobs/delivery/mail/recipientList.ts'
import { temporaryDir } from '../../../support/warehouse.ts'

it('reads addresses, organisations and mailings', () => {
  const text =
    '\uFEFF地址,组织,邮件\r\n# 市级\r\nTuanwei@Guangzhou.example , 广州团市委,monthly weekly\r\n\r\na@b.example,10,\r\nc@d.example，"root"，weekly\r\n'
  expect(parseRecipientList(text, 'list.csv')).toEqual([
    { line: 3, address: 'tuanwei@guangzhou.example', org: '广州团市委', mailings: ['monthly', 'weekly'] },
    { line: 5, address: 'a@b.example', org: '10', mailings: ['monthly', 'weekly', 'bulletin'] },
    { line: 6, address: 'c@d.example', org: 'root', mailings: ['weekly'] },
  ])
})

it('names file and line of every fault', () => {
  const { dir, remove } = temporaryDir()
  const file = path.join(dir, 'list.csv')
  fs.writeFileSync(
    file,
    'address,org\nnobody,10\na@b.example,\na@b.example,10,daily\na@b.example,10,weekly,x\n',
  )
  try {
    expect(() => readRecipientList(file)).toThrow(
      [
        'the list of recipients is wrong:',
        `  ${file}:2: "nobody" is no mail address`,
        `  ${file}:3: the organisation is missing (its id or its name)`,
        `  ${file}:4: unknown mailing daily; there are monthly, weekly, bulletin`,
        `  ${file}:5: 4 columns instead of 3 (address,organisation,mailings); a cell with a comma stands in double quotes`,
      ].join('\n'),
    )
    expect(() => readRecipientList(path.join(dir, 'none.csv'))).toThrow(/cannot read .*none\.csv/)
  } finally {
    remove()
  }
})
