import { expect, it } from 'vitest'
import { toldApart } from '../../../../jobs/delivery/mail/recipients.ts'

it('recipients of organisations that are called alike go by the full names of these, others by their name', () => {
  const recipient = (org: string, orgName: string, fullName: string) => ({
    address: `${org}@example.cn`,
    org,
    orgName,
    fullName,
    source: 'list' as const,
  })
  const all = [
    recipient('10', '团鼓楼区委', '共青团南京市鼓楼区委员会'),
    recipient('20', '团鼓楼区委', '共青团徐州市鼓楼区委员会'),
    recipient('30', '团玄武区委', '共青团南京市玄武区委员会'),
    // a second address of the same organisation is no other organisation
    { ...recipient('30', '团玄武区委', '共青团南京市玄武区委员会'), address: 'x@example.cn' },
  ]
  expect(toldApart(all).map(({ orgName }) => orgName)).toEqual([
    '共青团南京市鼓楼区委员会',
    '共青团徐州市鼓楼区委员会',
    '团玄武区委',
    '团玄武区委',
  ])
})
