import { expect, it } from 'vitest'
import { formulaWords } from '../../../warehouse/catalogue/formulaWords.ts'
import { METRICS, type MetricId } from '../../../warehouse/catalogue/metrics.ts'

function words(id: MetricId): string {
  const metric = METRICS.get(id)
  if (!metric) throw new Error(`there is no ${id}`)
  return formulaWords(metric)
}

it.each([...METRICS.keys()])('of %s are whole', id => {
  expect(words(id)).not.toMatch(/undefined|null|\[object/)
  expect(words(id).length).toBeGreaterThan(5)
})

it('name logs and fields by their titles, seasons, percentages and figures of a row', () => {
  expect(words('RWD06')).toBe(
    '期内（按审核日期）的“奖励”（审核状态为审核通过、退回；审核状态为退回）的条数 ÷ 期内（按审核日期）的“奖励”（审核状态为审核通过、退回）的条数',
  )
  expect(words('EDU04')).toContain('的30%')
  expect(words('EDU03')).toContain('评议年度 ＝ 最近的11月1日；评议等次为优秀')
  expect(words('ORG09')).toContain('0–2')
})
