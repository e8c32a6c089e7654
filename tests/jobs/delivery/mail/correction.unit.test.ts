import { expect, it } from 'vitest'
import { correctionHtml, correctionInWords } from '../../../../jobs/delivery/mail/correction.ts'

const before = [
  { title: '欠交金额', value: '未计算' },
  { title: '团员', value: '291 人' },
]

it('says which figures differ from those that were mailed, and how', () => {
  const after = [
    { title: '欠交金额', value: '52.00 元' },
    { title: '团员', value: '291 人' },
  ]
  expect(correctionInWords(before, after).slice(1)).toEqual(['更正的数字：', '欠交金额：未计算 → 52.00 元'])
})

it('says when only the attachment differs, and nothing of what was not kept', () => {
  expect(correctionInWords(before, before).at(-1)).toContain('没有变化')
  expect(correctionInWords([], before)).toHaveLength(1)
})

it('escapes what comes from data', () => {
  expect(correctionHtml(['a < b'])).toContain('a &lt; b')
})
