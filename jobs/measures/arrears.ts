import { rolledUpJob } from './rolledUpJob.ts'

/**
 * DUE06–DUE09: who owes dues of past months, how much and for how long, at the end of the window. Ages are whole months
 * since the month of the bill; the bills of the running month are not late.
 */
export const arrears = rolledUpJob({
  name: 'arrears',
  title: '团费欠缴',
  version: 1,
  schedule: '20 3 * * *',
})
